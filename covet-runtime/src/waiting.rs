//! Waiting for another process that migrates: for how long, and what is said of it meanwhile.

use std::hash::{BuildHasher as _, Hasher as _};
use std::time::{Duration, Instant};

use tracing::info;

use crate::backend::{Backend, Fault, Ground};
use crate::connection::Connection;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::options::Options;

/// How often it is said who is waited for.
const PERIOD: Duration = Duration::from_secs(10);

/// A wait.
pub(crate) struct Waiting {
    whole: Duration,
    until: Instant,
    told: Option<Instant>,
    polls: u32,
}

impl Waiting {
    pub(crate) fn new(options: &Options) -> Self {
        let whole = options.wait_timeout;
        Waiting { whole, until: Instant::now() + whole, told: None, polls: 0 }
    }

    /// For how long a server may be asked to wait: not long at first, so that it is soon said who is waited for.
    pub(crate) fn slice(&self) -> Duration {
        let longest = if self.told.is_none() { 1 } else { 5 };
        self.until.saturating_duration_since(Instant::now()).min(Duration::from_secs(longest))
    }

    /// Says who is waited for, at first and every ten seconds.
    ///
    /// # Errors
    /// [`Error::Busy`] when it has lasted too long.
    pub(crate) async fn look(
        &mut self,
        backend: &'static dyn Backend,
        connection: &mut Connection<'_>,
        ground: &Ground,
        options: &Options,
    ) -> Result<()> {
        let over = Instant::now() >= self.until;
        if !over && self.told.is_some_and(|told| told.elapsed() < PERIOD) {
            return Ok(());
        }
        self.told = Some(Instant::now());
        let holder = backend.holder(connection, ground).await;
        if over {
            let waited_for = format!("the lock of {}", ground.table);
            return Err(Error::Busy { waited_for, waited: self.whole, holder });
        }
        let holder = holder.unwrap_or_else(|| "another session".to_owned());
        info!(table = %ground.table, %holder, "waiting for another process that migrates");
        options.tell(Event::Waiting { table: ground.table.clone(), holder });
        Ok(())
    }

    /// Waits before asking again.
    pub(crate) async fn pause(&mut self) {
        self.polls += 1;
        pause(self.polls).await;
    }
}

/// Asking an SQLite file that another process has locked.
///
/// The file is asked by whatever patience the caller's connection has, which need not be the run's: it is asked again until the
/// time of the options is over.
pub(crate) struct Locked {
    begun: Instant,
    whole: Duration,
    polls: u32,
}

impl Locked {
    pub(crate) fn new(options: &Options) -> Self {
        Locked { begun: Instant::now(), whole: options.wait_timeout, polls: 0 }
    }

    /// Whether an error says that the file is locked.
    pub(crate) fn is_why(backend: &'static dyn Backend, error: &Error) -> bool {
        let locked = |error: &sqlx::Error| !backend.sends_packets() && backend.fault(error) == Fault::Busy;
        matches!(error, Error::Database(error) | Error::Unreachable { error } if locked(error))
    }

    /// Waits before asking again.
    ///
    /// # Errors
    /// [`Error::Busy`] when it has lasted too long.
    pub(crate) async fn pause(&mut self) -> Result<()> {
        let waited = self.begun.elapsed();
        if waited >= self.whole {
            return Err(Error::Busy { waited_for: "the database file".to_owned(), waited, holder: None });
        }
        self.polls += 1;
        pause(self.polls).await;
        Ok(())
    }
}

/// Asks a question again, which changes nothing, as long as the answer is that the file is locked.
macro_rules! patiently {
    ($backend:expr, $options:expr, $ask:expr) => {{
        let mut locked = $crate::waiting::Locked::new($options);
        loop {
            match $ask {
                Err(error) if $crate::waiting::Locked::is_why($backend, &error) => locked.pause().await?,
                answer => break answer,
            }
        }
    }};
}
pub(crate) use patiently;

/// Waits from 50 ms to 1 s, longer from time to time, and by chance, so that many that wait do not come at once.
pub(crate) async fn pause(times: u32) {
    let longest = (100 << times.min(4)).min(1000);
    let chance = std::hash::RandomState::new().build_hasher().finish();
    tokio::time::sleep(Duration::from_millis(50 + chance % (longest - 50))).await;
}
