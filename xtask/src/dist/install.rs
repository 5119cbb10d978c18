//! Installs each package into an empty environment by its ordinary client, and asks the program to initialize.

use std::{
    ffi::OsStr,
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::Packages;
use crate::{
    Result,
    step::{output, run, script, step},
};

/// From the package on disk to the first answer, as a person waits for it.
const LONGEST: Duration = Duration::from_secs(10);

/// Tries every package that this machine can run.
pub(super) fn all(packages: &Packages) -> Result<()> {
    if !packages.release.target.runs_here() {
        println!("    {} does not run here: its packages are not tried", packages.release.target.triple());
        return Ok(());
    }
    let home = tempfile::tempdir()?;
    let home = home.path();
    let program = packages.release.program();
    tried("archive", || {
        let folder = made(home, "archive")?;
        run(command(
            "tar",
            ["-xzf".as_ref(), packages.archive.as_os_str(), "-C".as_ref(), folder.as_os_str()],
        ))?;
        Ok(folder.join(packages.release.stem()).join(program))
    })?;
    if let Some(wheel) = &packages.wheel {
        // The environment that it goes into is no part of its installation.
        let environment = home.join("venv");
        run(command("python3", ["-m".as_ref(), "venv".as_ref(), environment.as_os_str()]))?;
        tried("wheel, by pip", || by_pip(&environment, wheel))?;
    }
    tried("npm packages, by npm", || by_npm(home, &packages.npm))?;
    if let Some(package) = &packages.debian {
        tried("Debian package, by dpkg", || by_dpkg(home, package))?;
    }
    tried("MCP bundle, as its manifest says", || {
        let folder = made(home, "bundle")?;
        zip::ZipArchive::new(fs::File::open(&packages.bundle)?)?.extract(&folder)?;
        let manifest: Value = serde_json::from_slice(&fs::read(folder.join("manifest.json"))?)?;
        let command = manifest.pointer("/server/mcp_config/command").and_then(Value::as_str);
        Ok(command
            .ok_or("the manifest has no command")?
            .replace("${__dirname}", &folder.to_string_lossy())
            .into())
    })?;
    match &packages.container {
        Some(container) => tried("root of the container, as files", || {
            let folder = made(home, "root")?;
            run(command("tar", ["-xzf".as_ref(), container.as_os_str(), "-C".as_ref(), folder.as_os_str()]))?;
            Ok(folder.join("confluence-mcp"))
        }),
        None => {
            println!("    only a static binary has a container's root: build for a target with musl");
            Ok(())
        }
    }
}

/// Installs and asks, within the time that a person waits.
fn tried(name: &str, install: impl FnOnce() -> Result<PathBuf>) -> Result<()> {
    step(name, || {
        let start = Instant::now();
        let program = install()?;
        let server = initialized(&program)?;
        let taken = start.elapsed();
        println!("    {server} answered {:.1} s after the start of its installation", taken.as_secs_f64());
        if taken > LONGEST {
            Err(format!("this took longer than {} s", LONGEST.as_secs()).into())
        } else {
            Ok(())
        }
    })
}

fn by_pip(environment: &Path, wheel: &Path) -> Result<PathBuf> {
    let scripts = environment.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let quiet = ["install", "--quiet", "--no-index", "--disable-pip-version-check"].map(OsStr::new);
    run(command(scripts.join("pip"), quiet.into_iter().chain([wheel.as_os_str()])))?;
    Ok(scripts.join("confluence-mcp"))
}

/// Without a registry: both packages are files, and what other platforms need is left out as npm does by itself.
fn by_npm(home: &Path, packages: &[PathBuf]) -> Result<PathBuf> {
    let folder = made(home, "npm")?;
    let flags = ["install", "--offline", "--no-audit", "--no-fund", "--silent", "--prefix"].map(OsStr::new);
    let files = packages.iter().map(|file| file.as_os_str());
    let mut install = command(script("npm"), flags.into_iter().chain([folder.as_os_str()]).chain(files));
    install.env("HOME", home).env("npm_config_cache", home.join("npm-cache"));
    run(install)?;
    Ok(script(folder.join("node_modules/.bin/confluence-mcp")))
}

/// Into a root of its own, with a database of its own: nothing that the package needs is there to be checked.
fn by_dpkg(home: &Path, package: &Path) -> Result<PathBuf> {
    let folder = made(home, "debian")?;
    let database = made(&folder, "dpkg")?;
    fs::create_dir_all(database.join("info"))?;
    fs::create_dir_all(database.join("updates"))?;
    fs::write(database.join("status"), "")?;
    let mut install = Command::new("dpkg");
    install.arg(format!("--instdir={}", folder.display())).arg(format!("--admindir={}", database.display()));
    install.args(["--force-depends", "--force-not-root", "--log=/dev/null", "--install"]).arg(package);
    output(install)?;
    Ok(folder.join("usr/bin/confluence-mcp"))
}

/// The name and version that the program tells of itself, started as a client starts it.
fn initialized(program: &Path) -> Result<String> {
    let home = tempfile::tempdir()?;
    let mut server = Command::new(program);
    server.env_clear().env("HOME", home.path()).env("PATH", std::env::var_os("PATH").unwrap_or_default());
    if cfg!(windows) {
        // Without these no program starts there.
        server.envs(
            ["SYSTEMROOT", "USERPROFILE", "TEMP"]
                .iter()
                .filter_map(|name| Some((name, std::env::var_os(name)?))),
        );
    }
    server.env("CONFLUENCE_URL", "https://wiki.example.com").env("CONFLUENCE_AUTH_SCHEME", "None");
    server.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut server = server.spawn().map_err(|error| format!("{}: {error}", program.display()))?;
    let asked = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25",
        "capabilities": {},
        "clientInfo": { "name": "installed", "version": "0" },
    } });
    let mut input = server.stdin.take().ok_or("no standard input")?;
    writeln!(input, "{asked}")?;
    let mut lines = BufReader::new(server.stdout.take().ok_or("no standard output")?);
    let (sender, answer) = mpsc::channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        drop(lines.read_line(&mut line));
        drop(sender.send(line));
    });
    let line = answer.recv_timeout(LONGEST);
    drop(input);
    drop(server.kill());
    drop(server.wait());
    let line = line.map_err(|_| format!("{} did not answer", program.display()))?;
    let answer: Value =
        serde_json::from_str(&line).map_err(|error| format!("it answered `{line}`: {error}"))?;
    let told = |name: &str| answer.pointer(&format!("/result/serverInfo/{name}")).and_then(Value::as_str);
    match (told("name"), told("version")) {
        (Some(name), Some(version)) => Ok(format!("{name} {version}")),
        _ => Err(format!("it did not initialize: {line}").into()),
    }
}

fn made(home: &Path, name: &str) -> Result<PathBuf> {
    let folder = home.join(name);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn command<'a>(program: impl AsRef<OsStr>, arguments: impl IntoIterator<Item = &'a OsStr>) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}
