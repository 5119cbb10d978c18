//! What it costs to depend on confluence-client: crates, and seconds of a first build, with its default features and
//! with none, against a program that depends on the HTTP client and JSON alone.

use std::{collections::BTreeSet, fs, path::Path, time::Instant};

use crate::{
    Result,
    step::{cargo, output, root, run},
};

/// What a program depends on, and how that is called. The features are those by which the workspace uses them.
const PROGRAMS: [(&str, &str); 3] = [
    ("confluence-client, default features", r#"confluence-client = { path = "CLIENT" }"#),
    (
        "confluence-client, no features (no TLS)",
        r#"confluence-client = { path = "CLIENT", default-features = false }"#,
    ),
    (
        "baseline: reqwest with rustls, serde_json",
        r#"reqwest = { version = "0.13", default-features = false, features = ["rustls", "http2", "stream", "multipart", "system-proxy", "socks"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1""#,
    ),
];

/// Counts and builds each program from nothing, and prints the figures.
pub(super) fn run_all() -> Result<()> {
    let folder = root().join("target").join("build-cost");
    for (name, dependencies) in PROGRAMS {
        lay(&folder, dependencies)?;
        let listed = ["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}", "--target"];
        let mut tree = cargo(listed);
        tree.arg("x86_64-unknown-linux-gnu").current_dir(&folder);
        let tree = output(tree)?;
        // The program itself is not among its dependencies.
        let crates =
            tree.lines().map(|line| line.trim_end_matches(" (*)")).collect::<BTreeSet<_>>().len() - 1;
        let built = folder.join("target");
        if built.exists() {
            fs::remove_dir_all(&built)?;
        }
        let mut build = cargo(["build", "--quiet"]);
        build.current_dir(&folder).env("CARGO_TARGET_DIR", &built);
        let begun = Instant::now();
        run(build)?;
        println!("{name}: {crates} crates, {:.1} s from nothing, unoptimised", begun.elapsed().as_secs_f64());
    }
    Ok(())
}

fn lay(folder: &Path, dependencies: &str) -> Result<()> {
    let client = root().join("confluence-client").to_string_lossy().replace('\\', "/");
    let package =
        "[package]\nname = \"build-cost\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n";
    fs::create_dir_all(folder.join("src"))?;
    let manifest = format!("{package}\n[dependencies]\n{}\n", dependencies.replace("CLIENT", &client));
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("src").join("main.rs"), "fn main() {}\n")?;
    // The same versions as the workspace.
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok(())
}
