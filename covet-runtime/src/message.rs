//! Neighbouring pieces of SQL in one message, and how far it came.

use crate::backend::Backend;
use crate::connection::Connection;
use crate::error::Error;
use crate::perform::Broken;
use crate::piece::{Do, Piece, Role};
use crate::sql::{Script, marked_by, marker};
use crate::tracking::Tracking;

/// Neighbouring pieces as one text.
///
/// How far a server came is told by its results, one for each statement; and by markers, where nobody knows how many
/// statements there are, and where a migration begins, because a marker tells the time as well.
pub(crate) struct Message<'p, 'w> {
    text: String,
    pieces: &'p [Piece<'w>],
    /// The place of the first of them.
    first: usize,
    /// The place at which each piece begins, in characters.
    starts: Vec<usize>,
}

impl<'p, 'w> Message<'p, 'w> {
    /// As many pieces as fit, and at least one; where not all fit, it ends behind a transaction if it can.
    pub(crate) fn of(pieces: &'p [Piece<'w>], first: usize, limit: usize, backend: &dyn Backend) -> Self {
        let clock = backend.words().clock;
        let all = &pieces[first..];
        let all = &all[..all.iter().position(|piece| !piece.is_sql()).unwrap_or(all.len())];
        let mut message = Message { text: String::new(), pieces: all, first, starts: Vec::new() };
        // What a transaction is to be is said before its first query, which a marker would be.
        let begins = |piece: &Piece<'_>| matches!(&piece.action, Do::Sql(sql) if sql == backend.begin());
        let (mut characters, mut ends) = (0, Vec::new());
        for (at, piece) in all.iter().enumerate() {
            let before = at.checked_sub(1).map(|before| &all[before].action);
            let is_marked = match before {
                None => !begins(piece),
                Some(Do::Check(_)) => false,
                Some(Do::Script(_)) => true,
                Some(_) => match piece.action {
                    Do::Check(_) => false,
                    Do::Script(_) => true,
                    _ => piece.role == Role::Begin,
                },
            };
            let part = part(piece, first + at, is_marked, clock);
            if at > 0 && message.text.len() + part.len() > limit {
                // Half a transaction would hold its locks until the rest arrives.
                let whole = (1..=at).rev().find(|&at| begins(&all[at])).unwrap_or(at);
                message.cut(whole, &ends);
                break;
            }
            message.starts.push(characters);
            characters += part.chars().count();
            message.text += &part;
            ends.push(message.text.len());
        }
        message.pieces = &all[..message.starts.len()];
        message.text += &marker(first + message.starts.len(), clock);
        message
    }

    fn cut(&mut self, count: usize, ends: &[usize]) {
        self.starts.truncate(count);
        self.text.truncate(ends[count - 1]);
    }

    /// The number of its pieces.
    pub(crate) fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Sends it, and notes the moments that it passes.
    ///
    /// # Errors
    /// The piece that failed.
    pub(crate) async fn send(
        &self,
        connection: &mut Connection<'_>,
        tracking: &Tracking<'_>,
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
        let Some(error) = error else {
            let reached = done.markers.last().map_or(self.first, |(number, _)| *number);
            // SQL with a comment or a text that never ends swallows what comes after it.
            if reached == self.first + self.len() {
                return Ok(());
            }
            let error = Error::other("the statements after it were not run: it ends in an open comment or text");
            return Err(Broken::at(reached, error));
        };
        let ran = self.reached(&done);
        // With nothing passed, nothing of the message may have run: then it could not be parsed, and the place says where.
        let unread = || {
            let position = tracking.backend.position(&error).filter(|_| done.is_untouched())?;
            let inside = self.starts.iter().rposition(|start| *start < position)?;
            Some(self.first + inside)
        };
        let piece = unread().unwrap_or(ran);
        Err(Broken { ran, ..Broken::at(piece, Error::Database(error)) })
    }

    /// The first piece that is not known to have run.
    fn reached(&self, done: &Script) -> usize {
        let marked = done.markers.last().map_or(0, |(number, _)| number.saturating_sub(self.first));
        let last = self.len().saturating_sub(1);
        let is_counted = |piece: &Piece<'_>| matches!(piece.action, Do::Sql(_) | Do::Check(_));
        let behind = self.pieces.get(marked..last).unwrap_or_default();
        self.first + marked + behind.iter().take(done.since).take_while(|piece| is_counted(piece)).count()
    }
}

/// A piece as it is sent. Its line ends before the semicolon: SQL that somebody wrote may end in a comment.
fn part(piece: &Piece<'_>, number: usize, is_marked: bool, clock: &str) -> String {
    let sql = piece.code().trim_end().trim_end_matches(';');
    let marked = if is_marked { marker(number, clock) + ";\n" } else { String::new() };
    match (&piece.action, sql.strip_prefix("SELECT ")) {
        (Do::Check(_), Some(rest)) => format!("{marked}{}, {rest}\n;\n", marker(number + 1, clock)),
        (Do::Check(_), None) => format!("{marked}{sql} RETURNING {}\n;\n", marked_by(number + 1, clock)),
        _ => format!("{marked}{sql}\n;\n"),
    }
}
