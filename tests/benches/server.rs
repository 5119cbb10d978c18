//! The server binary from its start to its answer to `initialize`: CPU time, wall time and resident memory, against
//! a program that answers one line and does nothing else. Goals: 5 ms of CPU and 12 MiB.
//!
//! Linux only: the figures come from `/proc`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 21;
const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}"#;

struct Started {
    wall: Duration,
    processor: Duration,
    resident: u64,
}

fn main() {
    let Some(server) = std::env::var_os("CONFLUENCE_MCP_BIN") else {
        println!("skipped: CONFLUENCE_MCP_BIN names no server binary; `cargo xtask bench` builds one");
        return;
    };
    let mut ours = Vec::new();
    let mut nothing = Vec::new();
    for _ in 0..=ROUNDS {
        let mut command = Command::new(&server);
        command.args(["--connection", "URL=https://wiki.example.com;AuthScheme=PAT;PAT=env:BENCH_TOKEN"]);
        ours.push(start(command.env("BENCH_TOKEN", "none")));
        nothing.push(start(Command::new("head").args(["-n", "1"])));
    }
    report("confluence-mcp", &mut ours);
    report("head -n 1", &mut nothing);
}

fn start(command: &mut Command) -> Started {
    let begun = Instant::now();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a process");
    let mut input = child.stdin.take().expect("its input");
    let mut output = BufReader::new(child.stdout.take().expect("its output"));
    writeln!(input, "{INITIALIZE}").expect("a request");
    let mut answer = String::new();
    output.read_line(&mut answer).expect("an answer");
    assert!(answer.contains("jsonrpc"), "{answer}");
    let started =
        Started { wall: begun.elapsed(), processor: processor_time(&child), resident: resident(&child) };
    drop(input);
    let _ = child.wait();
    started
}

/// The time on a processor of all its threads; zero if it has ended.
fn processor_time(child: &Child) -> Duration {
    let threads = std::fs::read_dir(format!("/proc/{}/task", child.id()));
    let nanoseconds = threads.into_iter().flatten().flatten().filter_map(|thread| {
        let statistics = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        statistics.split_whitespace().next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(nanoseconds.sum())
}

/// Resident memory in KiB; zero if it has ended.
fn resident(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

fn report(name: &str, started: &mut [Started]) {
    let median = |key: fn(&Started) -> f64| {
        let mut values: Vec<f64> = started.iter().skip(1).map(key).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    println!(
        "{name}: {:.2} ms of CPU, {:.2} ms of wall time, {:.1} MiB resident (medians of {ROUNDS})",
        median(|started| started.processor.as_secs_f64() * 1e3),
        median(|started| started.wall.as_secs_f64() * 1e3),
        median(|started| started.resident as f64 / 1024.0),
    );
}
