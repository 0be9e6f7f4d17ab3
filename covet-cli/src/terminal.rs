//! Where the output goes: results to stdout, everything else to stderr, questions only where somebody can answer.

use std::fmt::Display;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr as _;

use crate::exit::{Exit, Failure};

/// What is as it should be.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// What is to be done.
pub(crate) const OPEN: Style = AnsiColor::Yellow.on_default();
/// What is wrong.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What matters least.
pub(crate) const DIM: Style = Style::new().dimmed();
/// What comes first.
pub(crate) const BOLD: Style = Style::new().bold();
/// Remedies.
const HELP: Style = AnsiColor::Cyan.on_default().bold();

/// A text in a style; where it is written to no terminal, the style is left out by the stream.
pub(crate) fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// How many cells of a terminal a text takes; its styles take none.
pub(crate) fn cells(text: &str) -> usize {
    anstream::adapter::strip_str(text).map(|part| part.width()).sum()
}

/// Where a command writes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    /// Results are for machines.
    pub(crate) json: bool,
}

impl Terminal {
    /// Writes a result, and ends it with a line feed.
    pub(crate) fn result(self, text: impl Display) {
        let text = text.to_string();
        let mut stdout = anstream::stdout().lock();
        let end = if text.ends_with('\n') { "" } else { "\n" };
        end_quietly(write!(stdout, "{text}{end}").and_then(|()| stdout.flush()));
    }

    /// Writes a result for machines.
    pub(crate) fn json(self, value: &serde_json::Value) {
        self.result(format_args!("{value:#}"));
    }

    /// Writes what is no result.
    pub(crate) fn note(self, text: impl Display) {
        let mut stderr = anstream::stderr().lock();
        // Whoever closes stderr does not want to read it.
        let _ = writeln!(stderr, "{text}");
    }

    /// Writes why the command failed.
    pub(crate) fn fail(self, failure: &Failure) {
        if self.json {
            self.json(&serde_json::json!({
                "error": failure.message, "help": failure.help, "exit": failure.exit as u8, "done": failure.done
            }));
        }
        if !failure.message.is_empty() {
            self.note(format_args!("{}: {}", styled(BAD, "error"), failure.message));
        }
        if let Some(help) = &failure.help {
            self.note(format_args!("{}: {help}", styled(HELP, "help")));
        }
    }

    /// The width of the terminal that results are written to; nothing where it is none.
    pub(crate) fn width(self) -> Option<usize> {
        let is_terminal = io::stdout().is_terminal();
        is_terminal.then(terminal_size::terminal_size).flatten().map(|(width, _)| usize::from(width.0))
    }

    /// Whether there is somebody to look at progress.
    pub(crate) fn is_watched(self) -> bool {
        !self.json && io::stderr().is_terminal()
    }

    /// Whether there is somebody to answer.
    pub(crate) fn is_interactive(self) -> bool {
        !self.json && io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Asks which of several it is; gives its place.
    ///
    /// # Errors
    /// When no choice is made.
    pub(crate) fn choose(self, question: &str, choices: &[String]) -> Result<usize, Failure> {
        // Nothing is drawn that an interrupt would leave behind.
        let listed = choices.iter().enumerate().map(|(at, choice)| format!("  {} {choice}", styled(BOLD, at + 1)));
        self.note(format_args!("{question}\n{}", listed.collect::<Vec<_>>().join("\n")));
        let last = choices.len();
        let chosen = |text: &str| text.parse().ok().filter(|number| (1..=last).contains(number));
        let check = |text: &str| chosen(text).map(drop).ok_or_else(|| format!("`{text}` is none of 1 to {last}"));
        let text = self.input(&format!("which of them, 1 to {last}"), check)?;
        chosen(&text).map(|number| number - 1).ok_or_else(no_answer)
    }

    /// Asks for a text, again and again until it is one that `check` has nothing against.
    ///
    /// # Errors
    /// When none is given.
    pub(crate) fn input(self, question: &str, check: impl Fn(&str) -> Result<(), String>) -> Result<String, Failure> {
        loop {
            let mut stderr = anstream::stderr().lock();
            let _ = write!(stderr, "{}: ", styled(BOLD, question));
            let _ = stderr.flush();
            drop(stderr);
            let mut answer = String::new();
            // The end of the input, as Ctrl-D types it, is no empty answer.
            if !io::stdin().lock().read_line(&mut answer).is_ok_and(|read| read > 0) {
                self.note("");
                return Err(no_answer());
            }
            match answer.trim() {
                "" => {}
                answer => match check(answer) {
                    Ok(()) => return Ok(answer.to_owned()),
                    Err(why) => self.note(why),
                },
            }
        }
    }

    /// Asks whether to go on; no answer is no.
    ///
    /// # Errors
    /// Where there is nobody to ask: `flag` answers beforehand.
    pub(crate) fn confirm(self, question: &str, flag: &str) -> Result<bool, Failure> {
        if !self.is_interactive() {
            let failure =
                Failure { exit: Exit::Unanswered, ..Failure::new(format!("{question}: there is nobody to ask")) };
            return Err(failure.help(format!("answer yes beforehand with `{flag}`")));
        }
        let mut stderr = anstream::stderr().lock();
        let _ = write!(stderr, "{} {} ", styled(BOLD, format_args!("{question}?")), styled(DIM, "[y/N]"));
        let _ = stderr.flush();
        let mut answer = String::new();
        let read = io::stdin().lock().read_line(&mut answer);
        if !answer.ends_with('\n') {
            let _ = writeln!(stderr);
        }
        let answer = answer.trim().to_lowercase();
        Ok(read.is_ok() && (answer == "y" || answer == "yes"))
    }
}

/// The failure that whoever was asked did not answer.
fn no_answer() -> Failure {
    Failure { exit: Exit::Unanswered, ..Failure::new("no answer was given; nothing was written") }
}

/// Whoever reads the results may stop reading, as `head` does: there is nobody left to tell anything then.
fn end_quietly(written: io::Result<()>) {
    if let Err(error) = written {
        let exit = if error.kind() == io::ErrorKind::BrokenPipe { Exit::Done } else { Exit::Failed };
        std::process::exit(i32::from(exit as u8));
    }
}
