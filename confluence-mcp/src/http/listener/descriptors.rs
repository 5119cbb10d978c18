//! File descriptors: as many as the system lets a server have, and some kept for what it asks itself.

/// Kept for connections to Confluence, the callers' issuer and the token store, and for files: a crowd of callers must
/// not leave the server without the means to serve any of them.
#[cfg(unix)]
const KEPT: u64 = 256;

/// Raises the soft limit on open files to the hard one, and returns how many connections fit below it: at most `wanted`.
#[cfg(unix)]
pub(crate) fn connections(wanted: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    let current = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(error) => {
            tracing::debug!(%error, "the soft limit on open files cannot be raised");
            limit.current
        }
    };
    let fitting = fitting(wanted, current);
    if fitting < wanted {
        tracing::warn!(
            connections = fitting,
            "the limit on open files allows fewer connections than --max-connections: raise it (ulimit -n, LimitNOFILE)"
        );
    }
    fitting
}

/// Without a limit on open files, all that are wanted.
#[cfg(not(unix))]
pub(crate) fn connections(wanted: usize) -> usize {
    wanted
}

/// How many connections fit below a limit; of a small one, half is kept.
#[cfg(unix)]
fn fitting(wanted: usize, limit: Option<u64>) -> usize {
    let room = limit.map_or(u64::MAX, |limit| limit.saturating_sub(KEPT).max(limit / 2));
    wanted.min(usize::try_from(room).unwrap_or(usize::MAX)).max(1)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn some_are_kept() {
        for (limit, fits) in
            [(None, 4096), (Some(1 << 20), 4096), (Some(1024), 768), (Some(256), 128), (Some(0), 1)]
        {
            assert_eq!(fitting(4096, limit), fits, "{limit:?}");
        }
    }
}
