//! Spans of time, as PostgreSQL shows them.

use std::fmt::Write as _;

/// What a unit is called, how many months, days or microseconds it has.
const UNITS: [(&[&str], Part, i64); 10] = [
    (&["year", "years", "y"], Part::Months, 12),
    (&["mon", "mons", "month", "months"], Part::Months, 1),
    (&["week", "weeks", "w"], Part::Days, 7),
    (&["day", "days", "d"], Part::Days, 1),
    (&["hour", "hours", "h", "hr", "hrs"], Part::Microseconds, 3_600_000_000),
    (&["minute", "minutes", "min", "mins", "m"], Part::Microseconds, 60_000_000),
    (&["second", "seconds", "sec", "secs", "s"], Part::Microseconds, 1_000_000),
    (&["millisecond", "milliseconds", "ms"], Part::Microseconds, 1_000),
    (&["microsecond", "microseconds", "us"], Part::Microseconds, 1),
    (&["decade", "decades"], Part::Months, 120),
];

#[derive(Clone, Copy)]
enum Part {
    Months,
    Days,
    Microseconds,
}

/// The text as the database writes it: `1 hour` is `01:00:00`. What is not understood stays as it is.
pub(in crate::normal) fn interval(text: &str) -> String {
    read(text).map_or_else(|| text.to_owned(), |[months, days, micros]| shown(months, days, micros))
}

/// Months, days and microseconds.
fn read(text: &str) -> Option<[i64; 3]> {
    let mut found = [0_i64; 3];
    let lower = text.to_lowercase();
    let mut words = lower.split_whitespace();
    let mut any = false;
    while let Some(word) = words.next() {
        any = true;
        if word.contains(':') {
            found[2] = found[2].checked_add(clock(word)?)?;
            continue;
        }
        let end = word.find(|char: char| !(char.is_ascii_digit() || "+-.".contains(char))).unwrap_or(word.len());
        let (number, unit) = word.split_at(end);
        let unit = if unit.is_empty() { words.next()? } else { unit };
        let (_, part, size) = UNITS.iter().find(|(names, ..)| names.contains(&unit))?;
        let amount = match (number.parse::<i64>(), part) {
            (Ok(whole), _) => whole.checked_mul(*size)?,
            (Err(_), Part::Microseconds) if *size == 1_000_000 => seconds(number)?,
            (Err(_), _) => return None,
        };
        let place = &mut found[*part as usize];
        *place = place.checked_add(amount)?;
    }
    any.then_some(found)
}

/// `04:05:06.5`, in microseconds.
fn clock(text: &str) -> Option<i64> {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |text| (-1, text));
    let mut parts = text.strip_prefix('+').unwrap_or(text).split(':');
    let hours: i64 = parts.next()?.parse().ok()?;
    let minutes: i64 = parts.next()?.parse().ok()?;
    let seconds = parts.next().map_or(Some(0), seconds)?;
    let minutes = hours.checked_mul(60)?.checked_add(minutes)?;
    let whole = minutes.checked_mul(60_000_000)?.checked_add(seconds)?;
    parts.next().is_none().then_some(sign * whole)
}

fn seconds(text: &str) -> Option<i64> {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |text| (-1, text));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let fraction: i64 = if fraction.len() > 6 { return None } else { format!("{fraction:0<6}").parse().ok()? };
    Some(sign * whole.checked_mul(1_000_000)?.checked_add(fraction)?)
}

fn shown(months: i64, days: i64, micros: i64) -> String {
    let mut parts = Vec::new();
    let mut part = |count: i64, one: &str| {
        if count != 0 {
            parts.push(format!("{count} {one}{}", if count == 1 { "" } else { "s" }));
        }
    };
    part(months / 12, "year");
    part(months % 12, "mon");
    part(days, "day");
    if micros != 0 || parts.is_empty() {
        let (sign, all) = (if micros < 0 { "-" } else { "" }, micros.unsigned_abs());
        let [hours, minutes, seconds] = [all / 3_600_000_000, all / 60_000_000 % 60, all / 1_000_000 % 60];
        let mut clock = format!("{sign}{hours:02}:{minutes:02}:{seconds:02}");
        let fraction = format!("{:06}", all % 1_000_000);
        let fraction = fraction.trim_end_matches('0');
        if !fraction.is_empty() {
            let _ = write!(clock, ".{fraction}");
        }
        parts.push(clock);
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The right ones are what PostgreSQL 15 shows of the left ones.
    #[test]
    fn spans_are_written_as_the_database_shows_them() {
        for (written, is) in [
            ("1 day", "1 day"),
            ("30 DAYS", "30 days"),
            ("1 hour", "01:00:00"),
            ("90 minutes", "01:30:00"),
            ("1h 30m", "01:30:00"),
            ("36 hours", "36:00:00"),
            ("1 week", "7 days"),
            ("1 year 14 months", "2 years 2 mons"),
            ("0.5 seconds", "00:00:00.5"),
            ("-1 day", "-1 days"),
            ("1 day 2:03", "1 day 02:03:00"),
            ("-00:00:01.25", "-00:00:01.25"),
            ("0", "0"),
            ("0 s", "00:00:00"),
            ("P1D", "P1D"),
            ("1.5 days", "1.5 days"),
        ] {
            assert_eq!(interval(written), is, "{written}");
        }
    }
}
