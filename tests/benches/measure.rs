//! What several benchmarks measure with.

#![allow(dead_code, reason = "each benchmark uses some of it")]

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The CPU time that this thread has taken so far.
pub fn thread_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Answers each request by its head with JSON, after a pause, from a thread of its own.
pub fn serve(pause: Duration, body: fn(&str) -> String) -> std::net::SocketAddr {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            tell.send(listener.local_addr().expect("an address")).expect("a listener");
            while let Ok((connection, _)) = listener.accept().await {
                connection.set_nodelay(true).expect("an option");
                tokio::spawn(answer(connection, pause, body));
            }
        });
    });
    told.recv().expect("an address")
}

async fn answer(mut connection: TcpStream, pause: Duration, body: fn(&str) -> String) {
    let mut buffer = vec![0; 8192];
    let mut pending = Vec::new();
    while let Ok(read @ 1..) = connection.read(&mut buffer).await {
        pending.extend_from_slice(&buffer[..read]);
        while let Some(end) = pending.windows(4).position(|window| window == b"\r\n\r\n") {
            let head: Vec<u8> = pending.drain(..end + 4).collect();
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
            let body = body(&String::from_utf8_lossy(&head));
            let length = body.len();
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
            );
            if connection.write_all((head + &body).as_bytes()).await.is_err() {
                return;
            }
        }
    }
}
