//! The command `covet` by itself: the commands, and what only a command with a name of its own has.

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;

use crate::covet::{Command, Covet, Options, STYLES};
use crate::exit::Exit;
use crate::source::Source;
use crate::terminal::Terminal;

/// Database migrations that are checked when they are built.
///
/// Migrations are files in Rust syntax that `covet::migrations!` embeds in a program. This command writes, checks, shows and
/// applies those of the project that it is called in.
#[derive(Parser)]
#[command(name = "covet", version, styles = STYLES, max_term_width = 100, after_help = EXIT_CODES)]
struct Standalone {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Top,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 failed; 2 wrong usage; 3 something is pending, or has drifted; 4 has to ask, and \
                          there is no terminal; 5 the history of the database is another.";

#[derive(Subcommand)]
enum Top {
    #[command(flatten)]
    Covet(Command),
    /// Print the completions for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page.
    Man,
}

/// What the command `covet` does, from its arguments to its exit code.
pub async fn main() -> ExitCode {
    let Standalone { options, command } = Standalone::parse();
    match command {
        Top::Covet(command) => {
            Covet { options: Box::new(options), command: Box::new(command) }.run(Source::directory()).await
        }
        Top::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Standalone::command(), "covet", &mut text);
            print(&text)
        }
        Top::Man => {
            let mut text = Vec::new();
            match clap_mangen::Man::new(Standalone::command()).render(&mut text) {
                Ok(()) => print(&text),
                Err(_) => Exit::Failed.into(),
            }
        }
    }
}

/// Prints a text that was made whole before: whoever reads it may stop, as `head` does.
fn print(text: &[u8]) -> ExitCode {
    Terminal { json: false }.result(String::from_utf8_lossy(text));
    Exit::Done.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_are_what_clap_takes() {
        Standalone::command().debug_assert();
    }
}
