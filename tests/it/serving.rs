//! A running service: one writer, orders through its socket, readers beside it.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::forward::small_batch;
use crate::world::{World, text};

pub fn get(address: &str, path: &str, host: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn ingest_hands_over_to_the_running_service_and_readers_go_beside_it() {
    let world = World::new();
    let folder = small_batch(&world);
    let (_server, address) = world.serve();
    let (code, lines) = world.json(&["ingest", text(&folder)]);
    assert_eq!((code, lines.len()), (2, 4));
    assert!(!world.well(&["search", "doc lap tu do"]).is_empty());

    // A second writer is refused.
    let second = world.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(second.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&second.stderr).contains("một tiến trình Sohoa khác"));

    // The screens answer under their own name only.
    assert!(get(&address, "/", &address).starts_with("HTTP/1.1 200"));
    assert!(!get(&address, "/", "evil.example").starts_with("HTTP/1.1 200"));
}

#[test]
fn only_this_machine_is_served_until_there_are_accounts() {
    let world = World::new();
    let open = world.run(&["serve", "--listen", "0.0.0.0:0"]);
    assert_eq!(open.status.code(), Some(1));
}
