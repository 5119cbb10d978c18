//! What is logged, and where: on standard error.

use clap::Args;
use tracing_subscriber::filter::LevelFilter;

/// What is logged.
#[derive(Debug, Args)]
#[command(next_help_heading = "Of every command")]
pub(crate) struct LogOptions {
    /// How much to log to standard error: off, error, warn, info, debug or trace.
    #[arg(long, global = true, value_name = "LEVEL", default_value = "warn")]
    log: LevelFilter,
}

impl LogOptions {
    pub(crate) fn start(&self) {
        tracing_subscriber::fmt()
            .with_max_level(self.log)
            .with_writer(std::io::stderr)
            .with_ansi(false)
            .init();
    }
}
