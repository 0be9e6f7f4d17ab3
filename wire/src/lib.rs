//! A proxy between a client and a database server, for tests and measurements.
//!
//! It holds every chunk for a while, as a network does, and counts turns: how often the client has waited for the server.
//! It knows no protocol, and needs nothing but the standard library, so that whatever program is measured can have it inside.

mod pump;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

/// A proxy; dropped, it takes no more connections. Those that it has last as long as both of their ends.
///
/// ```no_run
/// use std::time::Duration;
/// let proxy = covet_wire::Proxy::start("127.0.0.1:5432", Duration::from_millis(5))?;
/// println!("connect to port {}", proxy.address().port());
/// println!("{} turns", proxy.turns());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// What the connections of a proxy have in common.
#[derive(Debug)]
pub(crate) struct Shared {
    /// How long every chunk is held, each way.
    pub(crate) delay: Duration,
    /// What a client says, and what the server hears instead.
    pub(crate) replaced: Option<(Vec<u8>, Vec<u8>)>,
    turns: AtomicU64,
    closed: AtomicBool,
}

impl Proxy {
    /// Listens on a free port of 127.0.0.1, and leads to that server.
    ///
    /// # Errors
    /// When there is no port to be had.
    pub fn start(server: impl Into<String>, delay: Duration) -> io::Result<Self> {
        Self::with(server, delay, None)
    }

    fn with(server: impl Into<String>, delay: Duration, replaced: Option<(Vec<u8>, Vec<u8>)>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let (address, server) = (listener.local_addr()?, server.into());
        let shared = Arc::new(Shared { delay, replaced, turns: AtomicU64::new(0), closed: AtomicBool::new(false) });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming() {
                if accepting.closed.load(Ordering::Acquire) {
                    break;
                }
                // A server that refuses shows as a connection that ends at once.
                if let Ok(client) = client
                    && let Ok(server) = TcpStream::connect(&server)
                {
                    let _ = pump::join(client, server, &accepting);
                }
            }
        });
        Ok(Self { address, shared })
    }

    /// A proxy to the server of a URL, and the URL that leads through it.
    ///
    /// # Errors
    /// When the URL names no address, or there is no port to be had.
    ///
    /// ```
    /// let through = covet_wire::Proxy::before("postgres://u:p@127.0.0.1:5432/db", std::time::Duration::ZERO)?;
    /// assert!(through.1.starts_with("postgres://u:p@127.0.0.1:") && through.1.ends_with("/db"));
    /// assert!(!through.1.contains(":5432/"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn before(url: &str, delay: Duration) -> io::Result<(Self, String)> {
        Self::on_the_way(url, delay, None)
    }

    /// The same, by which the server hears something else than what a client says: to see what a client makes of a server
    /// that there is not.
    ///
    /// # Errors
    /// As [`before`](Self::before), and where the two differ in length, for messages say how long they are.
    pub fn rewriting(url: &str, said: &str, heard: &str) -> io::Result<(Self, String)> {
        if said.len() != heard.len() {
            let message = format!("`{said}` and `{heard}` differ in length");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        Self::on_the_way(url, Duration::ZERO, Some((said.into(), heard.into())))
    }

    fn on_the_way(url: &str, delay: Duration, replaced: Option<(Vec<u8>, Vec<u8>)>) -> io::Result<(Self, String)> {
        let none = || io::Error::new(io::ErrorKind::InvalidInput, format!("`{url}` has no address"));
        let (start, rest) = url.rsplit_once('@').ok_or_else(none)?;
        let (server, database) = rest.split_once('/').ok_or_else(none)?;
        let proxy = Self::with(server, delay, replaced)?;
        let through = format!("{start}@{}/{database}", proxy.address);
        Ok((proxy, through))
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many turns there have been: a turn begins when a client says something, for the first time or behind
    /// something that the server has said.
    pub fn turns(&self) -> u64 {
        self.shared.turns.load(Ordering::Acquire)
    }
}

impl Shared {
    pub(crate) fn turn(&self) {
        self.turns.fetch_add(1, Ordering::AcqRel);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::Release);
        // The listener looks at that when somebody comes.
        drop(TcpStream::connect(self.address));
    }
}
