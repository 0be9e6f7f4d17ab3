//! Arguments that the macro does not take; each static exists all the same.

covet::migrations!(const MIGRATIONS);
covet::migrations!(static TYPED: covet::Migrations);
covet::migrations!(static PATH = migrations);
covet::migrations!(static EMPTY = "");
covet::migrations!(static OPTION, target = [postgres]);
covet::migrations!(static TARGET, targets = [oracle]);
covet::migrations!(static NONE, targets = []);
covet::migrations!(static TWICE, targets = [sqlite], targets = [sqlite]);

fn main() {
    let _ = (TYPED, PATH, EMPTY, OPTION, TARGET, NONE, TWICE);
    let _: covet::Migrations = covet::migrations!(42);
}
