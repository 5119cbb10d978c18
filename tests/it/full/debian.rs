//! Programs of the system: found, or installed by its package manager.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use super::install;

/// Servers refuse to run as root; in a container that is who we are.
const NOBODY: u32 = 65_534;

/// The path of a program, whose package is installed if it is not there.
pub(in crate::full) fn program(name: &str, package: &str) -> PathBuf {
    if let Some(found) = find(name) {
        return found;
    }
    let update = Command::new("apt-get").args(["update", "-qq"]).status();
    assert!(update.is_ok_and(|status| status.success()), "{name} is missing and apt-get does not work");
    let install = ["install", "-y", "-qq", "--no-install-recommends", package];
    let installed = Command::new("apt-get").args(install).env("DEBIAN_FRONTEND", "noninteractive").status();
    assert!(installed.is_ok_and(|status| status.success()), "{package} cannot be installed");
    find(name).unwrap_or_else(|| panic!("{package} is installed and {name} is not there"))
}

/// A program of these packages, unpacked below the target folder: the machine stays as it is, and no service begins.
pub(in crate::full) fn unpacked(name: &str, packages: &[&str]) -> Command {
    let folder = install::folder("packages");
    let at = |folder: &Path| {
        ["usr/sbin", "usr/bin"]
            .map(|below| folder.join(below).join(name))
            .into_iter()
            .find(|path| path.exists())
    };
    if at(&folder).is_none() {
        let download =
            || Command::new("apt-get").args(["download", "-qq"]).args(packages).current_dir(&folder).status();
        if !download().is_ok_and(|status| status.success()) {
            run(Command::new("apt-get").args(["update", "-qq"]));
            assert!(download().is_ok_and(|status| status.success()), "{packages:?} cannot be had");
        }
        for file in std::fs::read_dir(&folder).unwrap().flatten().map(|entry| entry.path()) {
            if file.extension().is_some_and(|end| end == "deb") {
                run(Command::new("dpkg").arg("-x").arg(&file).arg(&folder));
            }
        }
    }
    let program = at(&folder).unwrap_or_else(|| panic!("{packages:?} have no {name}"));
    let libraries = std::fs::read_dir(folder.join("usr/lib")).into_iter().flatten().flatten();
    let libraries: Vec<String> = libraries.map(|entry| entry.path().display().to_string()).collect();
    let mut command = Command::new(program);
    command.env("LD_LIBRARY_PATH", libraries.join(":"));
    command
}

fn find(name: &str) -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    folders.extend(["/usr/bin", "/usr/sbin", "/usr/local/bin"].map(PathBuf::from));
    folders.into_iter().map(|folder| folder.join(name)).find(|path| path.exists())
}

/// Lets the command run as nobody where this is root.
pub(in crate::full) fn unprivileged(mut command: Command) -> Command {
    use std::os::unix::process::CommandExt;

    if rustix::process::geteuid().is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command.current_dir("/");
    command
}

/// Gives a file to whom [`unprivileged`] commands run as.
pub(super) fn give(path: &Path) {
    if rustix::process::geteuid().is_root() {
        std::os::unix::fs::chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    }
}

/// Runs a command to its end.
pub(super) fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A port that nobody listens on now.
pub(in crate::full) fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Waits until somebody listens there.
pub(in crate::full) fn await_port(port: u16) {
    let begun = Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(20), "nobody listens on port {port}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A server that ends with its owner.
#[derive(Debug)]
pub(in crate::full) struct Server(Option<Child>);

impl Server {
    pub(in crate::full) fn start(mut command: Command) -> Self {
        Self(Some(command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"))))
    }

    /// Sends a signal and waits for the end.
    pub(super) fn stop(&mut self, signal: rustix::process::Signal) {
        let Some(mut child) = self.0.take() else { return };
        let id = rustix::process::Pid::from_child(&child);
        rustix::process::kill_process(id, signal).unwrap();
        child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop(rustix::process::Signal::INT);
    }
}
