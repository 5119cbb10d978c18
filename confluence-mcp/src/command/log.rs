//! What is logged, and where: on standard error.

use clap::Args;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// What is logged.
#[derive(Debug, Args)]
#[command(next_help_heading = "Of every command")]
pub(crate) struct LogOptions {
    /// How much to log to standard error: off, error, warn, info, debug or trace. Usually warn; over HTTP info, which
    /// is a line for each call.
    #[arg(long, global = true, value_name = "LEVEL")]
    log: Option<LevelFilter>,
    /// Logs in detail what this program does, so that it can be shared: without credentials, and without titles, texts and
    /// searches of the wiki.
    #[arg(long, global = true, conflicts_with = "log")]
    debug: bool,
}

impl LogOptions {
    pub(crate) fn start(&self, serves_many: bool) {
        let usual = if serves_many { LevelFilter::INFO } else { LevelFilter::WARN };
        let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false);
        let targets = if self.debug { shareable() } else { wanted(self.log.unwrap_or(usual)) };
        tracing_subscriber::registry().with(lines).with(targets).init();
    }
}

/// What is ours in detail. What others log may hold whole messages.
fn shareable() -> Targets {
    Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("rmcp", LevelFilter::ERROR)
        .with_targets(OWN.map(|name| (name, LevelFilter::DEBUG)))
}

const OWN: [&str; 3] = ["confluence_mcp", "confluence_client", "confluence_oauth"];

/// The SDK tells of each request at `info`, several times, and warns of each that is refused: whoever asked is told, and a
/// client that does not read standard error would hold the server up by asking for what there is not.
fn wanted(level: LevelFilter) -> Targets {
    let of_others = if level == LevelFilter::INFO { LevelFilter::WARN } else { level };
    let of_sdk = if level <= LevelFilter::INFO { level.min(LevelFilter::ERROR) } else { level };
    Targets::new()
        .with_default(of_others)
        .with_target("rmcp", of_sdk)
        .with_targets(OWN.map(|name| (name, level)))
}
