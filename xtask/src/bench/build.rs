//! What it costs to build: the client in a program of somebody's own, and the server as it is installed, each from nothing
//! and against what a program of that kind costs without us. Then what the two servers are: their size, and their start.
//!
//! It takes half an hour of a processor and, in between, two gigabytes of disk.

mod package;

use std::fs;

pub(super) use package::Package;
use package::cold;

use super::{budget::Budgets, start};
use crate::{
    Result, profile,
    step::{cargo, root},
};

/// Seconds that a client takes to build, as often as the HTTP client and JSON do.
const CLIENT: f64 = 1.5;
/// Seconds on a processor that the server takes to build, as often as a bare one does.
const SERVER: f64 = 2.0;
/// Bytes of the server, as often as of a bare one.
const SIZE: f64 = 2.0;
/// The same in MB.
const MEGABYTES: f64 = 14.0;

/// The features by which the workspace uses them.
pub(super) const BASELINE: &str = r#"[dependencies]
reqwest = { version = "0.13", default-features = false, features = ["rustls", "http2", "stream", "multipart", "system-proxy", "socks"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1""#;

/// What a server of the SDK needs to answer on a pipe and over HTTP, and to ask an HTTPS service.
pub(super) const BARE: &str = r#"[dependencies]
hyper = { version = "1", default-features = false, features = ["http1", "server"] }
hyper-util = { version = "0.1", default-features = false, features = ["tokio"] }
reqwest = { version = "0.13", default-features = false, features = ["rustls", "http2", "stream", "multipart", "system-proxy", "socks"] }
rmcp = { version = "3", default-features = false, features = ["server", "transport-io", "transport-streamable-http-server"] }
serde_json = "1"
tokio = { version = "1", features = ["rt-multi-thread", "macros", "net"] }"#;

/// Builds, starts and prints; an error names the budgets that were broken.
pub(super) fn run_all() -> Result<()> {
    let mut budgets = Budgets::default();
    clients(&mut budgets)?;
    servers(&mut budgets)?;
    budgets.finish()
}

fn clients(budgets: &mut Budgets) -> Result<()> {
    let client = root().join("confluence-client").to_string_lossy().replace('\\', "/");
    let ours = format!("[dependencies]\nconfluence-client = {{ path = \"{client}\" }}");
    let without = ours.replace(" }", ", default-features = false }");
    let mut seconds = Vec::new();
    for (name, what, manifest) in [
        ("client", "confluence-client, default features", ours.as_str()),
        ("client-without", "confluence-client, no features (no TLS)", &without),
        ("baseline", "baseline: reqwest with rustls, serde_json", BASELINE),
    ] {
        let package = Package::lay(name, manifest, "fn main() {}\n")?;
        let crates = package.tree()?.crates;
        let (cost, _) = package.build(name, &[])?;
        println!(
            "{what}: {crates} crates, {:.1} s from nothing, {:.1} s of CPU, unoptimised",
            cost.seconds, cost.processor
        );
        seconds.push(cost.processor);
    }
    if let [ours, _, bare] = seconds[..] {
        budgets.ratio("a first build of the client, CPU", "s", [ours, bare], CLIENT);
    }
    Ok(())
}

fn servers(budgets: &mut Budgets) -> Result<()> {
    let bare = fs::read_to_string(root().join("tests/examples/bare.rs"))?;
    // A package that some build does not have may have no profile.
    let package = Package::lay("bare", &format!("{BARE}\n\n{}", profile::release()?), &bare)?;
    let (cost_of_bare, bare) = package.build("bare", &["--release"])?;
    let target = root().join("target/build-cost/server-target");
    let cost = cold(cargo(["build", "--quiet", "--release", "--package", "confluence-mcp"]), &target)?;
    let server = root().join("target/build-cost/confluence-mcp");
    fs::rename(target.join("release/confluence-mcp"), &server)?;
    fs::remove_dir_all(&target)?;
    println!(
        "a release build from nothing: {:.0} s, {:.0} s of CPU; bare: {:.0} s, {:.0} s of CPU",
        cost.seconds, cost.processor, cost_of_bare.seconds, cost_of_bare.processor
    );
    budgets.ratio("a release build, CPU", "s", [cost.processor, cost_of_bare.processor], SERVER);
    let mut megabytes = [0.0, 0.0];
    for (megabytes, program) in megabytes.iter_mut().zip([&server, &bare]) {
        *megabytes = fs::metadata(program)?.len() as f64 / 1e6;
    }
    budgets.ratio("the program", "MB", megabytes, SIZE);
    budgets.most("the program", "MB", megabytes[0], MEGABYTES);
    start::measure(server.as_os_str(), bare.as_os_str(), budgets)
}
