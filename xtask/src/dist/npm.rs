//! npm packages, so that `npx confluence-mcp` starts the server: one for each platform with the program in it, and one
//! that depends on all of them as optional ones, of which npm installs the one that fits.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use super::{
    HOMEPAGE, LICENSE, Release, SUMMARY,
    pack::{self, Item},
    target::Target,
    texts,
};
use crate::Result;

/// The name of the package of a platform, without it.
const SCOPE: &str = "@confluence-rs/confluence-mcp";

/// The platforms that have a package: those that the release workflow builds for. Those of Linux carry the static binary,
/// which needs no libc of the system.
const PLATFORMS: [&str; 5] = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-x64"];

/// Starts the program of the platform's package, with standard input and output passed on and its end kept.
const SHIM: &str = include_str!("shim.js");

/// The two packages of this target: the platform's and the one that people name.
pub(super) fn pack(release: &Release) -> Result<Vec<PathBuf>> {
    let platform = platform(&release.target);
    let program = fs::read(&release.binary)?;
    let carried = [
        Item::text("package/package.json", written(&of_platform(release))),
        Item::program(format!("package/bin/{}", release.program()), program),
    ];
    let named = [
        Item::text("package/package.json", written(&of_all(&release.version))),
        Item::program("package/bin/confluence-mcp.js", SHIM.into()),
    ];
    let mut files = Vec::new();
    let of_platform = (format!("-{platform}"), carried, release.folder_by_processor());
    for (name, items, folder) in [of_platform, (String::new(), named, release.folder_of_all())] {
        let mut items = Vec::from(items);
        items.extend(texts()?.into_iter().map(|(name, text)| Item::text(format!("package/{name}"), text)));
        let file = folder.join(format!("npm-confluence-mcp{name}-{}.tgz", release.version));
        fs::write(&file, pack::tar_gz(&items)?)?;
        files.push(file);
    }
    Ok(files)
}

fn platform(target: &Target) -> String {
    let (os, cpu) = target.npm();
    format!("{os}-{cpu}")
}

fn of_platform(release: &Release) -> Value {
    let (os, cpu) = release.target.npm();
    let mut package = json!({
        "name": format!("{SCOPE}-{}", platform(&release.target)),
        "version": release.version,
        "description": format!("{SUMMARY}: the program for {os} on {cpu}"),
        "license": LICENSE,
        "repository": { "type": "git", "url": format!("git+{HOMEPAGE}.git") },
        "os": [os],
        "cpu": runs_on(os, cpu),
        "files": ["bin"],
        "preferUnplugged": true,
    });
    if release.target.is_linux() && !release.target.is_static() {
        package["libc"] = json!(["glibc"]);
    }
    package
}

/// The processors that a program runs on: Windows on Arm runs those for x64 too, and `shim.js` starts that one there.
fn runs_on(os: &str, cpu: &'static str) -> Vec<&'static str> {
    match (os, cpu) {
        ("win32", "x64") => vec!["x64", "arm64"],
        _ => vec![cpu],
    }
}

fn of_all(version: &str) -> Value {
    let platforms: serde_json::Map<String, Value> =
        PLATFORMS.iter().map(|platform| (format!("{SCOPE}-{platform}"), json!(version))).collect();
    json!({
        "name": "confluence-mcp",
        "version": version,
        "description": SUMMARY,
        "license": LICENSE,
        "mcpName": "io.github.confluence-rs/confluence-mcp",
        "homepage": HOMEPAGE,
        "repository": { "type": "git", "url": format!("git+{HOMEPAGE}.git"), "directory": "confluence-mcp" },
        "keywords": ["mcp", "confluence", "atlassian"],
        "bin": { "confluence-mcp": "bin/confluence-mcp.js" },
        "files": ["bin"],
        "engines": { "node": ">=18" },
        "optionalDependencies": platforms,
    })
}

fn written(package: &Value) -> String {
    format!("{package:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_released_platforms_can_be_installed() {
        let workflow = include_str!("../../../.github/workflows/release.yml");
        let triples = workflow.split("{ target: ").skip(1).filter_map(|rest| rest.split(',').next());
        let mut released: Vec<String> =
            triples.map(|triple| platform(&Target::named(Some(triple)).unwrap())).collect();
        released.sort();
        released.dedup();
        assert_eq!(released, PLATFORMS);
        assert_eq!(runs_on("win32", "x64"), ["x64", "arm64"]);
        // Without `./` npm takes a path for a repository of GitHub.
        assert!(workflow.contains("npm publish --provenance --access public \"./$package\""));
        let triples = workflow.split("{ target: ").skip(1).filter_map(|rest| rest.split(',').next());
        let first = triples.filter(|triple| Target::named(Some(triple)).unwrap().is_first());
        assert_eq!(first.count(), 1, "the package that is the same for all targets is released once");
        assert_eq!(
            of_all("1.2.3")["optionalDependencies"]["@confluence-rs/confluence-mcp-linux-x64"],
            "1.2.3"
        );
    }
}
