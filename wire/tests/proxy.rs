//! What passes a proxy comes out as it went in, and is counted.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use covet_wire::{Chunk, Proxy, Verdict, Way};

/// A server that says every line back, and its address.
fn echo() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut answers, mut line) = (stream.unwrap(), String::new());
            let mut heard = BufReader::new(answers.try_clone().unwrap());
            thread::spawn(move || {
                while heard.read_line(&mut line).is_ok_and(|count| count > 0) {
                    answers.write_all(line.as_bytes()).unwrap();
                    line.clear();
                }
            });
        }
    });
    address
}

fn say(stream: &mut TcpStream, text: &[u8]) {
    stream.write_all(text).unwrap();
    let mut answer = vec![0; text.len()];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(answer, text);
}

#[test]
fn every_answer_that_is_waited_for_is_a_turn() {
    let proxy = Proxy::start(echo(), Duration::ZERO).unwrap();
    let mut stream = TcpStream::connect(proxy.address()).unwrap();
    for turns in 1..=3 {
        say(&mut stream, b"what a client says\n");
        assert_eq!(proxy.turns(), turns);
    }
    stream.write_all(b"two words").unwrap();
    stream.write_all(b", one turn\n").unwrap();
    stream.read_exact(&mut [0; 20]).unwrap();
    assert_eq!(proxy.turns(), 4);
}

#[test]
fn a_turn_takes_the_delay_each_way() {
    let proxy = Proxy::start(echo(), Duration::from_millis(20)).unwrap();
    let mut stream = TcpStream::connect(proxy.address()).unwrap();
    let begun = Instant::now();
    say(&mut stream, b"x\n");
    assert!(begun.elapsed() >= Duration::from_millis(40));
}

#[test]
fn the_end_of_one_side_is_that_of_the_other() {
    let proxy = Proxy::start(echo(), Duration::ZERO).unwrap();
    let mut stream = TcpStream::connect(proxy.address()).unwrap();
    say(&mut stream, b"x\n");
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    assert_eq!(stream.read(&mut [0; 1]).unwrap(), 0);
}

/// A client that is led through a proxy with a judge to a server which says back what it is told.
fn judged(judge: impl FnMut(&Chunk<'_>) -> Verdict + Send + 'static) -> (Proxy, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("echo://u:p@{}/x", listener.local_addr().unwrap());
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            thread::spawn(move || std::io::copy(&mut &client, &mut &client));
        }
    });
    let (proxy, _) = Proxy::judged(&url, judge).unwrap();
    let client = TcpStream::connect(proxy.address()).unwrap();
    client.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    (proxy, client)
}

fn ask(client: &mut TcpStream, word: &[u8]) -> std::io::Result<Vec<u8>> {
    client.write_all(word)?;
    let mut answer = vec![0; word.len()];
    client.read_exact(&mut answer)?;
    Ok(answer)
}

#[test]
fn an_answer_can_be_lost_after_the_server_was_told() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let record = Arc::clone(&told);
    let (_proxy, mut client) = judged(move |chunk| {
        if chunk.way == Way::ToClient {
            return Verdict::Cut;
        }
        record.lock().unwrap().extend_from_slice(chunk.bytes);
        Verdict::Pass
    });
    let error = ask(&mut client, b"COMMIT").unwrap_err();
    assert_ne!(error.kind(), std::io::ErrorKind::WouldBlock, "it is told that the connection is gone");
    assert_eq!(*told.lock().unwrap(), b"COMMIT");
}

#[test]
fn a_hole_tells_nobody() {
    let (_proxy, mut client) = judged(|chunk| if chunk.says("lost") { Verdict::Swallow } else { Verdict::Pass });
    assert_eq!(ask(&mut client, b"kept").unwrap(), b"kept");
    let error = ask(&mut client, b"lost").unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn all_connections_can_be_cut() {
    let (proxy, mut client) = judged(|_| Verdict::Pass);
    assert_eq!(ask(&mut client, b"kept").unwrap(), b"kept");
    proxy.cut();
    ask(&mut client, b"gone").unwrap_err();
    let mut next = TcpStream::connect(proxy.address()).unwrap();
    assert_eq!(ask(&mut next, b"again").unwrap(), b"again");
}
