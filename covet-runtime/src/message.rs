//! Neighbouring pieces of SQL in one message, and how far it came.

use crate::backend::Backend;
use crate::connection::Connection;
use crate::error::Error;
use crate::perform::Broken;
use crate::piece::{Do, Piece};
use crate::sql::marker;
use crate::tracking::Tracking;

/// Neighbouring pieces as one text, with a marker before each.
pub(crate) struct Message {
    text: String,
    /// The place at which each piece begins, in characters.
    starts: Vec<usize>,
}

impl Message {
    /// As many pieces as fit, and at least one.
    pub(crate) fn of(pieces: &[Piece<'_>], first: usize, limit: usize, backend: &dyn Backend) -> Message {
        let clock = backend.words().clock;
        let mut message = Message { text: String::new(), starts: Vec::new() };
        let mut characters = 0;
        for (number, piece) in pieces.iter().enumerate().skip(first) {
            let Do::Sql(sql) = &piece.action else { break };
            // What a transaction is to be is said before its first query, which a marker would be.
            let marker = if sql == backend.begin() { String::new() } else { marker(number, clock) + ";\n" };
            // The line ends before the semicolon: SQL that somebody wrote may end in a comment.
            let part = format!("{marker}{}\n;\n", sql.trim_end().trim_end_matches(';'));
            if !message.starts.is_empty() && message.text.len() + part.len() > limit {
                break;
            }
            message.starts.push(characters);
            characters += part.chars().count();
            message.text += &part;
        }
        message.text += &marker(first + message.starts.len(), clock);
        message
    }

    /// The number of its pieces.
    pub(crate) fn len(&self) -> usize {
        self.starts.len()
    }

    /// Sends it, and notes the moments that it passes.
    ///
    /// # Errors
    /// The piece that failed.
    pub(crate) async fn send(
        &self,
        connection: &mut Connection<'_>,
        tracking: &Tracking<'_>,
        first: usize,
        moments: &mut [Option<i64>],
    ) -> Result<(), Broken> {
        let (done, error) = match connection.pass(&self.text).await {
            Ok(done) => (done, None),
            Err(stopped) => (stopped.done, Some(stopped.error)),
        };
        for &(number, at) in &done.markers {
            if let Some(moment) = moments.get_mut(number) {
                *moment = Some(at);
            }
        }
        let reached = done.markers.last().map(|(number, _)| *number);
        let Some(error) = error else {
            // SQL with a comment or a text that never ends swallows what comes after it.
            if reached == Some(first + self.starts.len()) {
                return Ok(());
            }
            let error = Error::other("the statements after it were not run: it ends in an open comment or text");
            return Err(Broken::at(reached.unwrap_or(first), error));
        };
        let parsed = || {
            let position = tracking.backend.position(&error)?;
            let inside = self.starts.iter().rposition(|start| *start < position)?;
            Some(first + inside)
        };
        // With no marker passed, nothing of the message ran: it could not be parsed, and the place says where.
        let piece = reached.or_else(parsed).unwrap_or(first);
        Err(Broken::at(piece, Error::Database(error)))
    }
}
