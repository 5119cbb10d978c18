//! `cargo xtask dist`: everything by which people install the server, for the target that it is built for.

mod archive;
mod bundle;
mod checksums;
mod container;
mod crates;
mod debian;
mod install;
mod npm;
mod pack;
mod published;
mod target;
mod wheel;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use clap::Args;

pub(crate) use self::crates::{Purpose, pack as pack_crates};
use self::target::Target;
use crate::{
    Result,
    built::executable,
    step::{cargo, output, root, step},
};

/// What all packages say of the server.
const SUMMARY: &str = "A Model Context Protocol server for Atlassian Confluence, Cloud and Data Center";
const HOMEPAGE: &str = "https://github.com/confluence-rs/confluence";
const LICENSE: &str = "MIT OR Apache-2.0";
const AUTHORS: &str = "The Confluence for Rust authors";

/// What a released binary has besides the defaults: who installs it cannot build another one. The container image has the
/// same.
const RELEASED: &str = "keyring,office,postgres,shell";

/// What packages are made from, and those that are not released, beside those that are.
const UNRELEASED: &str = "parts";

/// Options of `cargo xtask dist`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The target to build for, such as `x86_64-unknown-linux-musl`; this machine's without it.
    #[arg(long)]
    target: Option<String>,
    /// Packs this binary, and builds none.
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
    /// Where the packages go.
    #[arg(long, value_name = "FOLDER", default_value = "target/dist")]
    out: PathBuf,
    /// Installs each package into an empty environment, and asks it to initialize.
    #[arg(long)]
    install: bool,
    /// Builds and packs nothing: checks what others read of us (workflows, registry entry, manifest of the bundle) by their
    /// own programs.
    #[arg(long, conflicts_with_all = ["target", "binary", "install"])]
    published: bool,
    /// Makes the packages for crates.io, with the profile that was measured in that of the server, and compiles each from
    /// what is in it.
    #[arg(long, conflicts_with_all = ["target", "binary", "install", "published"])]
    crates: bool,
    /// Publishes them too.
    #[arg(long, requires = "crates")]
    publish: bool,
}

/// What is packed.
struct Release {
    version: String,
    target: Target,
    binary: PathBuf,
    /// The manual, a page for each command.
    manual: PathBuf,
    /// Completions, named as each shell looks for them.
    completions: PathBuf,
    out: PathBuf,
}

/// Builds and packs; with `--install`, tries what was packed.
pub(crate) fn run(options: &Options) -> Result<()> {
    if options.published {
        return published::check();
    }
    if options.crates {
        return crates::pack(if options.publish { Purpose::Publish } else { Purpose::Verify });
    }
    let target = Target::named(options.target.as_deref())?;
    let binary = match &options.binary {
        Some(binary) => binary.clone(),
        None => step("build the server", || build(&target))?,
    };
    let packages = pack(&binary, target, &root().join(&options.out))?;
    if options.install { install::all(&packages) } else { Ok(()) }
}

/// Checks what others read of us, packs a binary of this machine into a folder of its own and installs each package, for
/// `cargo xtask test --full dist`.
pub(crate) fn prove(binary: &Path) -> Result<()> {
    published::check()?;
    install::all(&pack(binary, Target::named(None)?, &root().join("target/dist"))?)
}

/// The packages, as files.
struct Packages {
    release: Release,
    archive: PathBuf,
    wheel: Option<PathBuf>,
    npm: Vec<PathBuf>,
    debian: Option<PathBuf>,
    bundle: PathBuf,
    container: Option<PathBuf>,
}

fn pack(binary: &Path, target: Target, out: &Path) -> Result<Packages> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    fs::create_dir_all(out)?;
    let release = step("manual and completions", || Release::of(binary, target, out))?;
    let packages = step("packages", || {
        Ok(Packages {
            archive: archive::pack(&release)?,
            wheel: wheel::pack(&release)?,
            npm: npm::pack(&release)?,
            debian: debian::pack(&release)?,
            bundle: bundle::pack(&release)?,
            container: container::pack(&release)?,
            release,
        })
    })?;
    checksums::write(out)?;
    Ok(packages)
}

/// The server as it is released: with the store for several machines, since who installs a package cannot choose.
fn build(target: &Target) -> Result<PathBuf> {
    let format = "--message-format=json-render-diagnostics";
    let mut command = cargo(["build", "--release", "--locked", "--package", "confluence-mcp"]);
    command.args(["--features", RELEASED, "--target", target.triple(), format]);
    let messages = output(command)?;
    let mut binaries = messages.lines().filter_map(executable);
    let found = binaries.find(|(name, _)| name == "confluence-mcp");
    found.map(|(_, file)| file).ok_or_else(|| "the build made no binary".into())
}

impl Release {
    /// Asks the binary for its version, its manual and its completions. A binary of another system cannot be asked:
    /// then the version is the crate's, and what is in the archive is the program alone.
    fn of(binary: &Path, target: Target, out: &Path) -> Result<Self> {
        let binary = fs::canonicalize(binary).map_err(|error| format!("{}: {error}", binary.display()))?;
        let parts = out.join(UNRELEASED);
        let (manual, completions) = (parts.join("man"), parts.join("completions"));
        fs::create_dir_all(&manual)?;
        fs::create_dir_all(&completions)?;
        if target.runs_here() {
            let mut asked = Command::new(&binary);
            asked.arg("man").arg(&manual);
            output(asked)?;
            for (shell, file) in SHELLS {
                let mut asked = Command::new(&binary);
                asked.args(["completions", shell]);
                fs::write(completions.join(file), output(asked)?)?;
            }
        }
        Ok(Self { version: version()?, target, binary, manual, completions, out: out.to_owned() })
    }

    /// The name of archives: `confluence-mcp-0.1.0-x86_64-unknown-linux-gnu`.
    fn stem(&self) -> String {
        format!("confluence-mcp-{}-{}", self.version, self.target.triple())
    }

    /// Where a package goes whose name tells the processor and not the libc: of Linux the static binary's is released, and
    /// that of another one is made for trying alone, so that no two of a release have one name.
    fn folder_by_processor(&self) -> PathBuf {
        let released = self.target.is_static() || !self.target.is_linux();
        if released { self.out.clone() } else { self.out.join(UNRELEASED) }
    }

    /// Where a package goes that is the same for every target: one of them makes the one that is released.
    fn folder_of_all(&self) -> PathBuf {
        if self.target.is_first() { self.out.clone() } else { self.out.join(UNRELEASED) }
    }

    /// The name of the program's file.
    fn program(&self) -> &'static str {
        if self.target.is_windows() { "confluence-mcp.exe" } else { "confluence-mcp" }
    }
}

/// Each shell, and the file that it looks for.
const SHELLS: [(&str, &str); 5] = [
    ("bash", "confluence-mcp"),
    ("elvish", "confluence-mcp.elv"),
    ("fish", "confluence-mcp.fish"),
    ("powershell", "_confluence-mcp.ps1"),
    ("zsh", "_confluence-mcp"),
];

/// The version that the crate has.
fn version() -> Result<String> {
    let manifest = fs::read_to_string(root().join("confluence-mcp/Cargo.toml"))?;
    let line = manifest.lines().find_map(|line| line.strip_prefix("version = "));
    Ok(line.ok_or("confluence-mcp has no version")?.trim_matches('"').to_owned())
}

/// The licences and the README, by name and content.
fn texts() -> Result<Vec<(&'static str, Vec<u8>)>> {
    let read = |name: &'static str, file: &str| Ok((name, fs::read(root().join(file))?));
    ["LICENSE-APACHE", "LICENSE-MIT"]
        .into_iter()
        .map(|name| read(name, name))
        .chain([read("README.md", "confluence-mcp/README.md")])
        .collect()
}
