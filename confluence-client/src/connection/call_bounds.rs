//! The properties that bound one call: how long it may take, how often it is sent again, how much it may answer.

use std::time::Duration;

use confluence_oauth::{ConnectionString, Value};

use crate::client::retry::RetryPolicy;
use crate::error::Result;
use crate::wire::limits::Limits;

/// How long a call may take where `Timeout` says nothing.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);

/// What one call may cost.
#[derive(Clone, Debug)]
pub(super) struct CallBounds {
    pub(super) timeout: Duration,
    pub(super) retry: RetryPolicy,
    pub(super) limits: Limits,
}

impl CallBounds {
    /// A time that is right in milliseconds, as other programs count it, and not in seconds.
    pub(super) fn in_other_units(&self) -> Option<String> {
        const LONGEST: u64 = 10_000;
        let seconds = self.timeout.as_secs();
        (seconds >= LONGEST && self.timeout != Duration::MAX).then(|| {
            format!(
                "Timeout is {seconds} seconds, some {} hours: it is not counted in milliseconds",
                seconds / 3600
            )
        })
    }
}

/// Takes the properties of a call out of the string.
pub(super) fn take_from(string: &mut ConnectionString) -> Result<CallBounds> {
    let timeout = string.take("Timeout").map(|value| timeout(&value)).transpose()?;
    let retries = string.take("MaxRetries").map(|value| value.number::<u32>()).transpose()?;
    let size = string.take("MaxResponseSize").map(|value| mebibytes(&value)).transpose()?;
    let retry = RetryPolicy::default();
    let limits = Limits::default();
    Ok(CallBounds {
        timeout: timeout.unwrap_or(DEFAULT_TIMEOUT),
        retry: match retries {
            Some(retries) => retry.attempts(retries.saturating_add(1)),
            None => retry,
        },
        limits: match size {
            Some(size) => limits.json(size),
            None => limits,
        },
    })
}

/// `MaxRows`: `-1` is no bound.
pub(super) fn max_rows(string: &mut ConnectionString) -> Result<Option<u64>> {
    let Some(value) = string.take("MaxRows") else { return Ok(None) };
    match value.number::<i64>()? {
        -1 => Ok(None),
        most if most > 0 => Ok(u64::try_from(most).ok()),
        _ => Err(value.error("must be the most rows of a query, or -1 for no bound").into()),
    }
}

fn timeout(value: &Value) -> Result<Duration> {
    match value.number::<u64>()? {
        0 => Ok(Duration::MAX),
        seconds => Ok(Duration::from_secs(seconds)),
    }
}

fn mebibytes(value: &Value) -> Result<u64> {
    match value.number::<u64>()? {
        0 => Err(value.error("must be at least 1: with 0 no answer could be read").into()),
        size => Ok(size.saturating_mul(1 << 20)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<CallBounds> {
        take_from(&mut crate::connection::parse(text)?)
    }

    #[test]
    fn a_call_is_bounded_by_the_string() {
        let bounds = read("Timeout=5;MaxRetries=0;MaxResponseSize=8").unwrap();
        assert_eq!((bounds.timeout, bounds.limits.json), (Duration::from_secs(5), 8 << 20));
        assert_eq!(bounds.retry, RetryPolicy::default().attempts(1));
        let bounds = read("").unwrap();
        assert_eq!((bounds.timeout, bounds.limits), (DEFAULT_TIMEOUT, Limits::default()));
        assert_eq!(bounds.retry, RetryPolicy::default());
        assert_eq!(read("Timeout=0").unwrap().timeout, Duration::MAX);
    }

    #[test]
    fn what_cannot_be_names_its_property() {
        for (text, name) in [
            ("Timeout=soon", "Timeout"),
            ("MaxRetries=-1", "MaxRetries"),
            ("MaxResponseSize=0", "MaxResponseSize"),
        ] {
            assert!(read(text).unwrap_err().to_string().contains(name), "{text}");
        }
    }
}
