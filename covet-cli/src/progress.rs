//! What is shown while migrations run, where somebody watches.

use std::time::Duration;

use covet_runtime::{Direction, Event, Migrator};
use indicatif::{ProgressBar, ProgressStyle};

use crate::terminal::Terminal;

/// Shows the progress of what a migrator runs; the bar goes when it is dropped.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Has the migrator tell what it does.
    pub(crate) fn of(migrator: Migrator, terminal: Terminal) -> (Migrator, Progress) {
        let bar = if terminal.is_watched() { ProgressBar::new(0) } else { ProgressBar::hidden() };
        // The template is a constant; were it wrong, the usual look is as good.
        if let Ok(style) = ProgressStyle::with_template("{spinner} [{bar:24}] {pos}/{len} {wide_msg}") {
            bar.set_style(style.progress_chars("=> "));
        }
        let shown = bar.clone();
        let migrator = migrator.on_event(move |event| show(event, &shown, terminal));
        (migrator, Progress(bar))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn show(event: &Event, bar: &ProgressBar, terminal: Terminal) {
    match event {
        Event::Planned { migrations, .. } => {
            bar.set_length(bar.position() + *migrations as u64);
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        Event::Waiting { .. } if bar.is_hidden() => {
            terminal.note("waiting for another process that migrates this database");
        }
        Event::Waiting { .. } => bar.set_message("waiting for another process that migrates this database"),
        Event::Started { migration, .. } => bar.set_message(migration.to_string()),
        Event::Finished(_) => bar.inc(1),
        _ => {}
    }
}

/// What was done in a direction, for machines.
pub(crate) fn verb(direction: Direction) -> &'static str {
    match direction {
        Direction::Apply => "applied",
        Direction::RollBack => "rolled_back",
    }
}
