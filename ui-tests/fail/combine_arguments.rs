//! Arguments that the macro does not take; each static exists all the same.

covet::combine!(static EMPTY = []);
covet::combine!(static TYPED: covet::Migrations = [EMPTY]);
covet::combine!(static MORE = [EMPTY], targets = [sqlite]);
covet::combine!(static OTHER = 1);

fn main() {
    let _ = (EMPTY, TYPED, MORE, OTHER);
}
