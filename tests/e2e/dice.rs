//! What tests with random input have in common.

/// How many inputs there are: enough to notice, or `COVET_TEST_SEEDS`.
pub fn seeds(usually: u64) -> u64 {
    std::env::var("COVET_TEST_SEEDS").map_or(usually, |count| count.parse().expect("COVET_TEST_SEEDS is a number"))
}

/// A small generator: the same seed, the same input.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        // Never zero, which would stay so.
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    pub fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        if of.is_empty() { None } else { of.get(self.roll(of.len())) }
    }
}
