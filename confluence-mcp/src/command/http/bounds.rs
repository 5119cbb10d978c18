//! The bounds of a server over HTTP, an option each.

use std::str::FromStr;
use std::time::Duration;

use clap::Args;
use confluence_mcp::http::HttpOptions;

use super::whole_number;

/// What these options stand under in the help.
pub(crate) const HEADING: &str = "Bounds over HTTP";

/// How many calls are worked on at a time, for all callers together.
const CALLS_AT_A_TIME: usize = 1024;

/// What callers and connections may take. Each server counts for itself.
#[derive(Debug, Args)]
#[command(next_help_heading = HEADING)]
pub(crate) struct Bounds {
    /// The most calls that are worked on at a time, for all callers; others wait. By default 1024.
    #[arg(long, value_name = "NUMBER", requires = "http", value_parser = at_least_one::<usize>)]
    max_calls: Option<usize>,
    /// The most requests of one caller that are worked on at a time; more are answered 429. By default 32.
    #[arg(long, value_name = "NUMBER", requires = "http", value_parser = at_least_one::<usize>)]
    max_calls_per_caller: Option<usize>,
    /// The most calls of tools that one caller may make in a minute; more are answered 429, with Retry-After. By default
    /// without a bound.
    #[arg(long, value_name = "NUMBER", requires = "http", value_parser = at_least_one::<u32>)]
    max_calls_per_minute: Option<u32>,
    /// The most connections at a time; others wait until one ends. By default 4096, or what the limit on open files leaves.
    #[arg(long, value_name = "NUMBER", requires = "http", value_parser = at_least_one::<usize>)]
    max_connections: Option<usize>,
    /// The most connections of one address (of IPv6, of one /64); more are closed at once. Behind a proxy, all are of
    /// its address. By default 1024.
    #[arg(long, value_name = "NUMBER", requires = "http", value_parser = at_least_one::<usize>)]
    max_connections_per_address: Option<usize>,
    /// The most MiB of a request's body; more is answered 413. By default 4.
    #[arg(long, value_name = "MIB", requires = "http", value_parser = clap::value_parser!(u32).range(1..=1024))]
    max_body_size: Option<u32>,
    /// How many seconds the head of a request may take. By default 10.
    #[arg(long, value_name = "SECONDS", requires = "http", value_parser = at_least_one::<u32>)]
    header_timeout: Option<u32>,
    /// How many seconds the body of a request may take; longer is answered 408. By default 30.
    #[arg(long, value_name = "SECONDS", requires = "http", value_parser = at_least_one::<u32>)]
    body_timeout: Option<u32>,
    /// How many seconds a client may leave its answer unread. By default 30.
    #[arg(long, value_name = "SECONDS", requires = "http", value_parser = at_least_one::<u32>)]
    write_timeout: Option<u32>,
    /// How many seconds a connection may be idle between requests: longer than a proxy in front keeps its own. By default 75.
    #[arg(long, value_name = "SECONDS", requires = "http", value_parser = at_least_one::<u32>)]
    idle_timeout: Option<u32>,
}

impl Bounds {
    /// The most calls at a time.
    pub(super) fn calls_at_a_time(&self) -> usize {
        self.max_calls.unwrap_or(CALLS_AT_A_TIME)
    }

    /// The options with these bounds.
    pub(super) fn of(&self, mut options: HttpOptions) -> HttpOptions {
        let seconds = |seconds: u32| Duration::from_secs(seconds.into());
        if let Some(most) = self.max_calls_per_caller {
            options = options.requests_of_one(most);
        }
        if let Some(most) = self.max_calls_per_minute {
            options = options.calls_per_minute(most);
        }
        if let Some(most) = self.max_connections {
            options = options.max_connections(most);
        }
        if let Some(most) = self.max_connections_per_address {
            options = options.connections_of_one(most);
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
        true => Err("it must be 1 or more: 0 would let nobody do anything".to_owned()),
        false => Ok(number),
    }
}
