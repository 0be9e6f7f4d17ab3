//! A TCP proxy that stands between a client and a server, and may delay what they say, swallow it, or cut them off.
//!
//! A *judge* sees every chunk as it comes and says what becomes of it. Nothing here knows what a protocol is.
//!
//! ```no_run
//! use std::time::Duration;
//! use covet_proxy::{Proxy, Verdict};
//!
//! // Every chunk is held up for five milliseconds, each way.
//! let proxy = Proxy::start("127.0.0.1:5432", |_| Verdict::Hold(Duration::from_millis(5)))?;
//! println!("connect to port {} instead", proxy.port());
//! # Ok::<(), std::io::Error>(())
//! ```

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// Which way a chunk goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// From the client to the server.
    ToServer,
    /// From the server to the client.
    ToClient,
}

/// What one of the two has said: as much as came in one piece.
#[derive(Clone, Copy, Debug)]
pub struct Chunk<'a> {
    /// The connection, counted from 0.
    pub connection: usize,
    /// Which way it goes.
    pub way: Way,
    /// What is said.
    pub bytes: &'a [u8],
}

/// What becomes of a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on.
    Pass,
    /// It goes on after this time, and what comes behind it waits.
    Hold(Duration),
    /// It is lost, and both ends believe that they are connected.
    Swallow,
    /// It is lost, and the connection with it: both ends are told that it is closed.
    Cut,
}

type Judge = dyn FnMut(&Chunk<'_>) -> Verdict + Send;

/// A proxy on a port of its own. Dropped, it closes that port and every connection.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    server: SocketAddr,
    judge: Mutex<Box<Judge>>,
    /// Both ends of every connection, so that they can be closed from outside.
    sockets: Mutex<Vec<TcpStream>>,
    closed: AtomicBool,
}

impl Proxy {
    /// Listens on a free port of 127.0.0.1 and leads every connection to the server.
    ///
    /// # Errors
    /// When the address of the server cannot be resolved, or there is no port to be had.
    pub fn start(
        server: impl ToSocketAddrs,
        judge: impl FnMut(&Chunk<'_>) -> Verdict + Send + 'static,
    ) -> io::Result<Proxy> {
        let no_address = || io::Error::new(io::ErrorKind::NotFound, "the server has no address");
        let server = server.to_socket_addrs()?.next().ok_or_else(no_address)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            server,
            judge: Mutex::new(Box::new(judge)),
            sockets: Mutex::default(),
            closed: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || accepting.accept(&listener));
        Ok(Proxy { address, shared })
    }

    /// The port to connect to.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The URL of a database, through this proxy: the same but for host and port.
    pub fn url(&self, direct: &str) -> String {
        let (scheme, rest) = direct.split_once("://").unwrap_or(("", direct));
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let user = authority.rsplit_once('@').map(|(user, _)| format!("{user}@")).unwrap_or_default();
        format!("{scheme}://{user}{}/{path}", self.address)
    }

    /// Closes every connection that there is; new ones are led to the server as before.
    pub fn cut(&self) {
        self.shared.cut();
    }
}

/// The host and the port of a server, from the URL of one of its databases.
pub fn address_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or(rest);
    authority.rsplit('@').next().unwrap_or(authority)
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::SeqCst);
        self.shared.cut();
        // Whoever accepts looks up from its wait, and sees that it is over.
        let _ = TcpStream::connect(self.address);
    }
}

/// A judge that panicked has said enough: what it was asked before stands.
fn locked<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    fn accept(self: Arc<Self>, listener: &TcpListener) {
        for (number, client) in listener.incoming().flatten().enumerate() {
            if self.closed.load(Ordering::SeqCst) {
                return;
            }
            // A server that is down refuses: so does the proxy, by closing at once.
            let _ = Arc::clone(&self).lead(number, client);
        }
    }

    fn lead(self: Arc<Self>, connection: usize, client: TcpStream) -> io::Result<()> {
        let server = TcpStream::connect(self.server)?;
        for socket in [&client, &server] {
            // Otherwise the kernel would hold small chunks back, which is the judge's to do.
            socket.set_nodelay(true)?;
            locked(&self.sockets).push(socket.try_clone()?);
        }
        for (way, from, to) in
            [(Way::ToServer, client.try_clone()?, server.try_clone()?), (Way::ToClient, server, client)]
        {
            let shared = Arc::clone(&self);
            thread::spawn(move || {
                shared.carry(connection, way, &from, &to);
                close(&[from, to]);
            });
        }
        Ok(())
    }

    /// Carries chunks one way until one end is closed.
    fn carry(&self, connection: usize, way: Way, mut from: &TcpStream, mut to: &TcpStream) {
        let mut buffer = vec![0; 1 << 16];
        loop {
            let Ok(length @ 1..) = from.read(&mut buffer) else { return };
            let chunk = Chunk { connection, way, bytes: &buffer[..length] };
            let verdict = (locked(&self.judge))(&chunk);
            match verdict {
                Verdict::Pass => {}
                Verdict::Hold(time) => thread::sleep(time),
                Verdict::Swallow => continue,
                Verdict::Cut => return,
            }
            if to.write_all(chunk.bytes).is_err() {
                return;
            }
        }
    }

    fn cut(&self) {
        close(&std::mem::take(&mut *locked(&self.sockets)));
    }
}

fn close(sockets: &[TcpStream]) {
    for socket in sockets {
        // What is closed already need not be closed.
        let _ = socket.shutdown(Shutdown::Both);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that says back what it is told; its address.
    fn echo() -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                thread::spawn(move || io::copy(&mut &client, &mut &client));
            }
        });
        address
    }

    fn say(client: &mut TcpStream, word: &[u8]) -> io::Result<Vec<u8>> {
        client.write_all(word)?;
        let mut answer = vec![0; word.len()];
        client.read_exact(&mut answer)?;
        Ok(answer)
    }

    #[test]
    fn what_passes_arrives_as_it_was() {
        let proxy = Proxy::start(echo(), |_| Verdict::Pass).unwrap();
        let mut client = TcpStream::connect(("127.0.0.1", proxy.port())).unwrap();
        assert_eq!(say(&mut client, b"hello").unwrap(), b"hello");
        proxy.cut();
        say(&mut client, b"hello").unwrap_err();
        let mut next = TcpStream::connect(("127.0.0.1", proxy.port())).unwrap();
        assert_eq!(say(&mut next, b"again").unwrap(), b"again");
    }

    #[test]
    fn an_answer_can_be_lost_after_the_server_was_told() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&told);
        let proxy = Proxy::start(echo(), move |chunk| {
            if chunk.way == Way::ToClient {
                return Verdict::Cut;
            }
            record.lock().unwrap().extend_from_slice(chunk.bytes);
            Verdict::Pass
        })
        .unwrap();
        let mut client = TcpStream::connect(("127.0.0.1", proxy.port())).unwrap();
        say(&mut client, b"COMMIT").unwrap_err();
        assert_eq!(*told.lock().unwrap(), b"COMMIT");
    }

    #[test]
    fn a_hole_swallows_and_a_hold_delays() {
        let proxy = Proxy::start(echo(), |chunk| match (chunk.way, chunk.bytes) {
            (Way::ToServer, b"lost") => Verdict::Swallow,
            (Way::ToServer, _) => Verdict::Hold(Duration::from_millis(30)),
            (Way::ToClient, _) => Verdict::Pass,
        })
        .unwrap();
        let mut client = TcpStream::connect(("127.0.0.1", proxy.port())).unwrap();
        let begun = std::time::Instant::now();
        assert_eq!(say(&mut client, b"held").unwrap(), b"held");
        assert!(begun.elapsed() >= Duration::from_millis(30));
        client.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        say(&mut client, b"lost").unwrap_err();
    }

    #[test]
    fn a_url_leads_through_it() {
        let proxy = Proxy::start(echo(), |_| Verdict::Pass).unwrap();
        let direct = "postgres://u:p@127.0.0.1:5432/shop?sslmode=disable";
        assert_eq!(address_of(direct), "127.0.0.1:5432");
        let port = proxy.port();
        assert_eq!(proxy.url(direct), format!("postgres://u:p@127.0.0.1:{port}/shop?sslmode=disable"));
    }
}
