//! Where office files are read: in a process that can be ended, or on a thread.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, LazyLock};
use std::thread::available_parallelism;
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::reply::{Extracted, read};
use super::{MAX_TEXT_BYTES, kind};

/// How long a file is read: the text of a thousand pages takes a few seconds.
const DEADLINE: Duration = Duration::from_secs(20);

/// How many files are read at a time.
static PERMITS: LazyLock<Arc<Semaphore>> =
    LazyLock::new(|| Arc::new(Semaphore::new(available_parallelism().map_or(1, usize::from))));

/// How files are read.
#[derive(Clone, Debug)]
pub(crate) enum OfficeReader {
    /// By this program with these arguments, which calls [`main`](super::main).
    Program(PathBuf, Vec<OsString>),
    /// On a thread of this process.
    Thread,
}

impl OfficeReader {
    /// The text of a file, or why there is none.
    pub(crate) async fn read(&self, bytes: Bytes) -> Result<Extracted, String> {
        self.read_within(bytes, DEADLINE).await
    }

    async fn read_within(&self, bytes: Bytes, deadline: Duration) -> Result<Extracted, String> {
        let Ok(permit) = Arc::clone(&PERMITS).acquire_owned().await else {
            return Err("this server ends".to_owned());
        };
        let late = format!("reading it took longer than {} seconds", deadline.as_secs());
        match self {
            Self::Program(program, arguments) => {
                let mut command = Command::new(program);
                // It gets nothing that this process knows.
                command.args(arguments).env_clear().kill_on_drop(true);
                command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
                let mut child = command
                    .spawn()
                    .map_err(|error| format!("the program that reads it does not start: {error}"))?;
                let done = tokio::time::timeout(deadline, answered(&mut child, &bytes)).await;
                if done.is_err() {
                    // What it leaves is taken away as well.
                    drop(child.kill().await);
                }
                done.unwrap_or(Err(late))
            }
            Self::Thread => {
                let work = spawn_blocking(move || {
                    let found = kind::extract(&bytes);
                    drop(permit);
                    found
                });
                match tokio::time::timeout(deadline, work).await {
                    Ok(done) => done.unwrap_or_else(|_| Err(DAMAGED.to_owned())),
                    Err(_) => Err(late),
                }
            }
        }
    }
}

/// What is said of a file on which a library broke down.
const DAMAGED: &str = "it is damaged, or made in a way that cannot be read";

/// What a child says of a file, at most as much as a text has, written as JSON.
async fn answered(child: &mut Child, bytes: &[u8]) -> Result<Extracted, String> {
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err("the program that reads it takes no input".to_owned());
    };
    let send = async {
        // One that has seen enough closes its input; what it says is what counts.
        drop(input.write_all(bytes).await);
        drop(input);
    };
    let mut said = Vec::new();
    // A character takes six bytes in JSON at the most.
    let mut output = output.take(MAX_TEXT_BYTES as u64 * 6 + 1024);
    let ((), received) = tokio::join!(send, output.read_to_end(&mut said));
    received.map_err(|error| format!("the program that reads it broke off: {error}"))?;
    drop(output);
    drop(child.wait().await);
    read(&String::from_utf8_lossy(&said)).unwrap_or_else(|| Err(DAMAGED.to_owned()))
}

/// Bounds what this process may take: memory for the largest file many times over, and the processor for as long as its
/// parent waits.
pub(super) fn bound_this_process() {
    #[cfg(all(unix, not(target_os = "macos")))]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};

        let bounds = [
            (Resource::As, 1_u64 << 30),
            (Resource::Cpu, DEADLINE.as_secs()),
            (Resource::Core, 0),
            (Resource::Fsize, 0),
        ];
        for (resource, most) in bounds {
            // Where the system takes no such bound, the deadline holds.
            let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> OfficeReader {
        OfficeReader::Program("/bin/sh".into(), vec!["-c".into(), script.into()])
    }

    #[tokio::test]
    async fn a_program_that_never_ends_is_ended() {
        let reader = shell("/bin/cat > /dev/null; while :; do :; done");
        let begun = std::time::Instant::now();
        let error =
            reader.read_within(Bytes::from_static(b"%PDF-"), Duration::from_secs(1)).await.unwrap_err();
        assert_eq!(error, "reading it took longer than 1 seconds");
        assert!(begun.elapsed() < Duration::from_secs(10));
    }

    #[tokio::test]
    async fn a_program_that_breaks_down_or_says_too_much_is_told_of() {
        for script in
            ["exit 101", "/bin/cat; exit 0", "while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done"]
        {
            let error = shell(script).read(Bytes::from_static(b"%PDF-")).await.unwrap_err();
            assert_eq!(error, DAMAGED, "{script}");
        }
        let missing = OfficeReader::Program("/no/such/program".into(), Vec::new());
        assert!(missing.read(Bytes::new()).await.unwrap_err().contains("does not start"));
    }

    #[tokio::test]
    async fn a_program_knows_nothing_of_this_process() {
        let reader = shell(
            "/usr/bin/env | /usr/bin/wc -l | /usr/bin/grep -q '^ *[0-3]$' && printf '\\036office\\036{\"Text\":{\"text\":\"ok\",\"is_cut\":false}}'",
        );
        assert_eq!(reader.read(Bytes::new()).await.map(|found| found.text), Ok("ok".to_owned()));
    }
}
