//! What is logged, and where: on standard error.

use std::fmt;

use clap::Args;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

/// What is logged.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct LogOptions {
    /// Log level, to standard error: off, error, warn, info, debug or trace. Default: warn; over HTTP info, which
    /// logs a line for each tool call.
    #[arg(long, global = true, value_name = "LEVEL")]
    log: Option<LevelFilter>,
    /// Logs in detail, and so that the log can be shared: without credentials, and without titles, texts and searches
    /// of the wiki.
    #[arg(long, global = true, conflicts_with = "log")]
    debug: bool,
}

impl LogOptions {
    pub(crate) fn start(&self, serves_many: bool) {
        let usual = if serves_many { LevelFilter::INFO } else { LevelFilter::WARN };
        let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false);
        let level = self.log.unwrap_or(usual);
        let targets = if self.debug { shareable() } else { wanted(level) };
        let hung_up = (self.debug || level <= LevelFilter::INFO).then_some(WithoutHangUps);
        tracing_subscriber::registry().with(lines).with(targets).with(hung_up).init();
    }
}

/// Leaves out that a client was not there any more to take its answer: the SDK tells of each at `error`, and a client that
/// gives up is no error of this server.
struct WithoutHangUps;

/// What the SDK says of it.
const HUNG_UP: [&str; 2] = ["failed to send pending response during drain", "fail to response message"];

impl<S: Subscriber> Layer<S> for WithoutHangUps {
    fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
        if event.metadata().target() != "rmcp::service" {
            return true;
        }
        let mut said = Message::default();
        event.record(&mut said);
        !HUNG_UP.contains(&said.0.as_str())
    }
}

/// The message of an event, without its fields.
#[derive(Default)]
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
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
