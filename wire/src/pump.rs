//! One connection: what each end says is held, and handed to the other in order.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Instant;

use crate::Shared;

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
        move |chunk: &mut [u8]| {
            if let Some((said, heard)) = &shared.replaced {
                replace(chunk, said, heard);
            }
            if server_spoke.swap(false, Ordering::AcqRel) {
                shared.turn();
            }
        }
    };
    let of_server = move |_: &mut [u8]| server_spoke.store(true, Ordering::Release);
    pump(client.try_clone()?, server.try_clone()?, shared, of_client);
    pump(server, client, shared, of_server);
    Ok(())
}

/// Puts one text in the place of another, of the same length; one that two chunks share stays.
fn replace(chunk: &mut [u8], said: &[u8], heard: &[u8]) {
    let mut at = 0;
    while let Some(found) = chunk[at..].windows(said.len()).position(|window| window == said) {
        chunk[at + found..at + found + said.len()].copy_from_slice(heard);
        at += found + said.len();
    }
}

/// Carries what `from` says to `to`; `hear` has every chunk as it comes.
fn pump(mut from: TcpStream, to: TcpStream, shared: &Arc<Shared>, hear: impl Fn(&mut [u8]) + Send + 'static) {
    let delay = shared.delay;
    let (hold, held) = channel();
    thread::spawn(move || deliver(&held, to));
    thread::spawn(move || {
        let mut buffer = vec![0; CHUNK];
        while let Ok(count) = from.read(&mut buffer) {
            if count == 0 {
                break;
            }
            // Before the other end can answer it.
            hear(&mut buffer[..count]);
            // The time of one chunk passes while others come behind it, as on a wire.
            if hold.send((Instant::now() + delay, buffer[..count].to_vec())).is_err() {
                break;
            }
        }
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
