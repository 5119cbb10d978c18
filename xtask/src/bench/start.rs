//! What the server costs before anybody calls a tool, against a bare server of the same SDK, HTTP client and TLS in the
//! same run: how long a client waits for the answer to `initialize`, and resident memory when it has it. Linux alone:
//! the figures come from `/proc`.

use std::{
    ffi::OsStr,
    fs,
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
    time::Instant,
};

use serde_json::json;

use super::budget::Budgets;
use crate::Result;

/// An odd number, so that there is one in the middle. They take turns.
const STARTS: usize = 41;

/// A connection that is never opened.
const NOWHERE: &str = "URL=https://wiki.example.com;AuthScheme=PAT;PAT=none";

/// Starts each of them many times, and prints the medians.
pub(super) fn measure(server: &OsStr, bare: &OsStr, budgets: &mut Budgets) -> Result<()> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // The first one of each reads the program from the disk.
    for round in 0..=STARTS {
        let mut command = Command::new(server);
        let pair = [start(command.args(["--connection", NOWHERE]))?, start(&mut Command::new(bare))?];
        if round > 0 {
            ours.push(pair[0]);
            theirs.push(pair[1]);
        }
    }
    let of = |key: fn(&Started) -> f64| [&ours, &theirs].map(|all| median(all.iter().map(key).collect()));
    let resident = of(|one| one.resident);
    budgets.ratio("start to the answer to initialize", "ms", of(|one| one.milliseconds), 1.3);
    budgets.ratio("start to the answer to initialize, CPU", "ms", of(|one| one.processor), 1.3);
    budgets.ratio("memory, idle", "MiB", resident, 1.5);
    budgets.most("memory, idle", "MiB", resident[0], 9.0);
    Ok(())
}

#[derive(Clone, Copy)]
struct Started {
    milliseconds: f64,
    /// Milliseconds on a processor, of all threads.
    processor: f64,
    /// MiB.
    resident: f64,
}

fn start(command: &mut Command) -> Result<Started> {
    let began = Instant::now();
    let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut server = spawned.map_err(|error| format!("{:?}: {error}", command.get_program()))?;
    let started = answered(&mut server, began);
    server.kill()?;
    server.wait()?;
    started
}

fn answered(server: &mut Child, began: Instant) -> Result<Started> {
    let (input, output) =
        (server.stdin.as_mut().ok_or("no input")?, server.stdout.as_mut().ok_or("no output")?);
    let params = json!({
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"},
    });
    writeln!(input, "{}", json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params}))?;
    let mut answer = String::new();
    BufReader::new(output).read_line(&mut answer)?;
    let milliseconds = began.elapsed().as_secs_f64() * 1e3;
    if !answer.contains("serverInfo") {
        return Err(format!("no answer to initialize, but {answer:?}").into());
    }
    let process = format!("/proc/{}", server.id());
    let status = fs::read_to_string(format!("{process}/status"))?;
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    let resident = resident.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0;
    let mut nanoseconds = 0.0;
    for thread in fs::read_dir(format!("{process}/task"))? {
        let statistics = fs::read_to_string(thread?.path().join("schedstat"))?;
        nanoseconds += statistics.split_whitespace().next().ok_or("no schedstat")?.parse::<f64>()?;
    }
    Ok(Started { milliseconds, processor: nanoseconds / 1e6, resident })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
