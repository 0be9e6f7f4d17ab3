//! One connection: what each end says is held, and handed to the other in order.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Instant;

use crate::Shared;
use crate::judge::{Chunk, Verdict, Way};

/// What is read at once, at most.
const CHUNK: usize = 64 * 1024;

/// Joins a client and a server until one of them goes.
pub(crate) fn join(client: TcpStream, server: TcpStream, shared: &Arc<Shared>) -> io::Result<()> {
    // Nagle's algorithm would add waiting of its own.
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    // The server has had its say before the client's first word: that begins a turn.
    let server_spoke = Arc::new(AtomicBool::new(true));
    let of_client = {
        let (shared, server_spoke) = (Arc::clone(shared), Arc::clone(&server_spoke));
        move || {
            if server_spoke.swap(false, Ordering::AcqRel) {
                shared.turn();
            }
        }
    };
    let of_server = move || server_spoke.store(true, Ordering::Release);
    shared.note([client.try_clone()?, server.try_clone()?]);
    pump(client.try_clone()?, server.try_clone()?, Way::ToServer, shared, of_client);
    pump(server, client, Way::ToClient, shared, of_server);
    Ok(())
}

/// Carries what `from` says to `to`; `heard` is told of every chunk as it comes.
fn pump(mut from: TcpStream, to: TcpStream, way: Way, shared: &Arc<Shared>, heard: impl Fn() + Send + 'static) {
    let shared = Arc::clone(shared);
    let (hold, held) = channel();
    thread::spawn(move || deliver(&held, to));
    thread::spawn(move || {
        let mut buffer = vec![0; CHUNK];
        while let Ok(count) = from.read(&mut buffer) {
            if count == 0 {
                break;
            }
            // Before the other end can answer it.
            heard();
            let bytes = &buffer[..count];
            let passed = match shared.judge(&Chunk { way, bytes }) {
                Verdict::Pass => bytes.to_vec(),
                Verdict::Instead(others) => others,
                Verdict::Swallow => continue,
                Verdict::Cut => break,
            };
            // The time of one chunk passes while others come behind it, as on a wire.
            if hold.send((Instant::now() + shared.delay, passed)).is_err() {
                break;
            }
        }
        // Whoever cuts one way cuts the other.
        let _ = from.shutdown(Shutdown::Both);
    });
}

fn deliver(held: &Receiver<(Instant, Vec<u8>)>, mut to: TcpStream) {
    for (due, chunk) in held {
        thread::sleep(due.saturating_duration_since(Instant::now()));
        if to.write_all(&chunk).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}
