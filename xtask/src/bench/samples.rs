//! Durations of one thing, taken several times.

use std::fmt;
use std::time::Duration;

/// What was measured, in ascending order; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Samples(Vec<Duration>);

/// The smallest and the largest of them.
pub struct Spread(Duration, Duration);

impl Samples {
    /// Sorts them; nothing when there are none.
    pub fn new(mut taken: Vec<Duration>) -> Option<Self> {
        taken.sort_unstable();
        (!taken.is_empty()).then_some(Self(taken))
    }

    /// The one in the middle, or half way between the two there.
    pub fn median(&self) -> Duration {
        let (below, above) = (self.0[(self.0.len() - 1) / 2], self.0[self.0.len() / 2]);
        below + (above - below) / 2
    }

    /// From the smallest to the largest.
    pub fn spread(&self) -> Spread {
        Spread(self.0[0], self.0[self.0.len() - 1])
    }
}

/// How many times as long the first takes as the second, by their medians.
pub fn ratio(first: &Samples, second: &Samples) -> String {
    format!("{:.2}", first.median().as_secs_f64() / second.median().as_secs_f64())
}

/// Three significant digits and a unit.
pub fn short(duration: Duration) -> String {
    let (value, unit) = scaled(duration, duration);
    format!("{value} {unit}")
}

/// The first in the unit that suits the second.
fn scaled(duration: Duration, like: Duration) -> (String, &'static str) {
    let (divisor, unit) = match like.as_secs_f64() {
        // A microsecond short of the next unit rounds up to it.
        seconds if seconds >= 0.9995 => (1.0, "s"),
        seconds if seconds >= 0.000_999_5 => (1e-3, "ms"),
        _ => (1e-6, "µs"),
    };
    let value = duration.as_secs_f64() / divisor;
    let digits = match value {
        value if value >= 99.95 => 0,
        value if value >= 9.995 => 1,
        _ => 2,
    };
    (format!("{value:.digits$}"), unit)
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((least, _), (most, unit)) = (scaled(self.0, self.1), scaled(self.1, self.1));
        write!(f, "{least}–{most} {unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(milliseconds: &[u64]) -> Samples {
        Samples::new(milliseconds.iter().copied().map(Duration::from_millis).collect()).unwrap()
    }

    #[test]
    fn the_median_is_in_the_middle_in_whatever_order_they_came() {
        assert_eq!(samples(&[7]).median(), Duration::from_millis(7));
        assert_eq!(samples(&[900, 1, 30]).median(), Duration::from_millis(30));
        assert_eq!(samples(&[40, 10, 20, 90]).median(), Duration::from_millis(30));
        assert_eq!(Samples::new(Vec::new()), None);
    }

    #[test]
    fn a_ratio_is_that_of_the_medians() {
        assert_eq!(ratio(&samples(&[1, 50, 1000]), &samples(&[200, 200, 1])), "0.25");
    }

    #[test]
    fn durations_have_three_digits_and_the_unit_that_suits_them() {
        let of = |nanoseconds| short(Duration::from_nanos(nanoseconds));
        assert_eq!(of(1_234_567_890), "1.23 s");
        assert_eq!(of(999_900_000), "1.00 s");
        assert_eq!(of(99_960_000), "100 ms");
        assert_eq!(of(16_240_000), "16.2 ms");
        assert_eq!(of(812_300), "812 µs");
        assert_eq!(of(40), "0.04 µs");
    }

    #[test]
    fn a_spread_has_one_unit() {
        assert_eq!(samples(&[1100, 950, 20]).spread().to_string(), "0.02–1.10 s");
        assert_eq!(samples(&[5]).spread().to_string(), "5.00–5.00 ms");
    }
}
