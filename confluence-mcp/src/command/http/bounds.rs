//! The bounds of a server over HTTP, an option each.

use std::str::FromStr;
use std::time::Duration;

use clap::Args;
use confluence_mcp::http::HttpOptions;

use super::whole_number;

/// What these options stand under in the help.
pub(crate) const HEADING: &str = "HTTP limits";

/// How many calls are worked on at a time, for all callers together.
const CALLS_AT_A_TIME: usize = 1024;

/// What callers and connections may take. Each server counts for itself.
#[derive(Debug, Args)]
#[command(next_help_heading = HEADING)]
pub(crate) struct Bounds {
    /// Maximum number of concurrent tool calls of all callers; others wait. Default: 1024.
    #[arg(long, value_name = "NUMBER", requires = "http", value_parser = at_least_one::<usize>)]
    max_calls: Option<usize>,
    /// Maximum number of concurrent requests of one caller; more are answered 429. Default: 32.
    #[arg(
        long,
        alias = "max-calls-per-caller",
        value_name = "NUMBER",
        requires = "http",
        value_parser = at_least_one::<usize>
    )]
    max_requests_per_caller: Option<usize>,
    /// Rate limit: maximum number of tool calls of one caller per minute; more are answered 429 with Retry-After.
    /// Default: no limit.
    #[arg(long, value_name = "NUMBER", requires = "http", value_parser = at_least_one::<u32>)]
    max_calls_per_minute: Option<u32>,
    /// Maximum number of open connections; others wait. Default: 4096, or what the limit on open files allows.
    #[arg(long, value_name = "NUMBER", requires = "http", value_parser = at_least_one::<usize>)]
    max_connections: Option<usize>,
    /// Maximum number of connections from one IP address (IPv6: one /64); more are closed. Behind a proxy, all come
    /// from its address. Default: 1024.
    #[arg(long, value_name = "NUMBER", requires = "http", value_parser = at_least_one::<usize>)]
    max_connections_per_address: Option<usize>,
    /// Maximum size of a request body in MiB; more is answered 413. Default: 4.
    #[arg(long, value_name = "MIB", requires = "http", value_parser = clap::value_parser!(u32).range(1..=1024))]
    max_body_size: Option<u32>,
    /// Timeout in seconds for the head of a request. Default: 10.
    #[arg(long, value_name = "SECONDS", requires = "http", value_parser = at_least_one::<u32>)]
    header_timeout: Option<u32>,
    /// Timeout in seconds for the body of a request; then 408. Default: 30.
    #[arg(long, value_name = "SECONDS", requires = "http", value_parser = at_least_one::<u32>)]
    body_timeout: Option<u32>,
    /// Timeout in seconds for a client that does not read its response. Default: 30.
    #[arg(long, value_name = "SECONDS", requires = "http", value_parser = at_least_one::<u32>)]
    write_timeout: Option<u32>,
    /// Timeout in seconds for idle connections: longer than that of a proxy in front. Default: 75.
    #[arg(long, value_name = "SECONDS", requires = "http", value_parser = at_least_one::<u32>)]
    idle_timeout: Option<u32>,
}

impl Bounds {
    /// The most calls at a time.
    pub(super) fn max_concurrent_calls(&self) -> usize {
        self.max_calls.unwrap_or(CALLS_AT_A_TIME)
    }

    /// The options with these bounds.
    pub(super) fn of(&self, mut options: HttpOptions) -> HttpOptions {
        let seconds = |seconds: u32| Duration::from_secs(seconds.into());
        if let Some(most) = self.max_requests_per_caller {
            options = options.max_requests_per_caller(most);
        }
        if let Some(most) = self.max_calls_per_minute {
            options = options.max_calls_per_minute(most);
        }
        if let Some(most) = self.max_connections {
            options = options.max_connections(most);
        }
        if let Some(most) = self.max_connections_per_address {
            options = options.max_connections_per_address(most);
        }
        if let Some(most) = self.max_body_size {
            options =
                options.max_body_bytes(usize::try_from(most).unwrap_or(usize::MAX).saturating_mul(1 << 20));
        }
        if let Some(most) = self.header_timeout {
            options = options.header_timeout(seconds(most));
        }
        if let Some(most) = self.body_timeout {
            options = options.body_timeout(seconds(most));
        }
        if let Some(most) = self.write_timeout {
            options = options.write_timeout(seconds(most));
        }
        if let Some(most) = self.idle_timeout {
            options = options.idle_timeout(seconds(most));
        }
        options
    }
}

/// A bound of which nothing is not one: with 0, nobody could do anything.
fn at_least_one<T: FromStr + PartialEq + Default>(text: &str) -> Result<T, String> {
    let number = whole_number::<T>(text)?;
    match number == T::default() {
        true => Err("it must be 1 or more".to_owned()),
        false => Ok(number),
    }
}
