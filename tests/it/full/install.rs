//! Programs of others that these tests run, installed below the target folder.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;

/// Runs a command to its end and returns what it printed.
pub(crate) async fn output(command: &mut Command) -> String {
    let shown = format!("{:?}", command.as_std());
    let ended = command.stdin(Stdio::null()).kill_on_drop(true).output().await;
    let ended = ended.unwrap_or_else(|error| panic!("{shown}: {error}"));
    let text = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(
        ended.status.success(),
        "{shown}: {}\n{text}{}",
        ended.status,
        String::from_utf8_lossy(&ended.stderr)
    );
    text
}

/// A folder of this name below the target folder.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The packages of npm, such as `mcpb@2`, installed; returns the folder with their programs.
pub(crate) async fn npm(name: &str, packages: &[&str]) -> PathBuf {
    let folder = folder(name);
    let mut install = Command::new("npm");
    install.args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"]).arg(&folder).args(packages);
    output(&mut install).await;
    folder.join("node_modules/.bin")
}

/// The packages of PyPI, such as `oauthlib==3`, installed; returns the Python that has them.
pub(crate) async fn pip(name: &str, packages: &[&str]) -> PathBuf {
    let python = folder(name).join("bin/python");
    if !python.exists() {
        output(Command::new("python3").args(["-m", "venv"]).arg(folder(name))).await;
    }
    output(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(packages)).await;
    python
}
