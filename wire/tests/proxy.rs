//! What passes a proxy comes out as it went in, and is counted.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use covet_wire::Proxy;

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
