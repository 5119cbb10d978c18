//! Makes a module of each Rust block of a README, so that it is compiled with the dependencies that the README names.
//!
//! A block with a `main` is taken as it is. Any other is the body of a function that is given what the text around it
//! speaks of, such as a `wiki`.

use std::{env, fs, path::PathBuf};

/// What the snippets of each README are given.
const GIVEN: [(&str, &str); 3] = [
    ("readme-client", "wiki: confluence_client::Wiki, client: confluence_client::Client"),
    ("readme-mcp", "server: confluence_mcp::Server"),
    ("readme-oauth", "session: confluence_oauth::Session"),
];

fn main() {
    let name = env::var("CARGO_PKG_NAME").expect("cargo names the package");
    let crate_of = name.replace("readme-", "confluence-");
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo names the folder"));
    let readme = folder.join(format!("../../../{crate_of}/README.md"));
    println!("cargo::rerun-if-changed={}", readme.display());
    println!("cargo::rerun-if-changed=Cargo.toml");
    let text = fs::read_to_string(&readme).expect("the README can be read");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("the manifest can be read");
    assert_eq!(named(&manifest), named(&block(&text, "toml")), "Cargo.toml has just what the README names");
    let (_, given) = GIVEN.into_iter().find(|(package, _)| *package == name).expect("the package is listed");
    let modules: String = blocks(&text, "rust").map(|(line, code)| module(line, &code, given)).collect();
    assert!(!modules.is_empty(), "the README has snippets");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo has a folder for this")).join("snippets.rs");
    fs::write(out, modules).expect("the modules can be written");
}

/// The lines of `[dependencies]`.
fn named(manifest: &str) -> Vec<&str> {
    let mut lines = manifest.lines().skip_while(|line| *line != "[dependencies]").skip(1);
    let mut named: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with('[')).collect();
    named.retain(|line| !line.is_empty());
    named
}

/// The first block of a language.
fn block(text: &str, language: &str) -> String {
    blocks(text, language).next().expect("the README names its dependencies").1
}

/// The blocks of a language, each with the number of its first line.
fn blocks(text: &str, language: &str) -> impl Iterator<Item = (usize, String)> {
    let fence = format!("```{language}");
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut inside = false;
    for (index, line) in text.lines().enumerate() {
        match (inside, line.starts_with("```")) {
            (false, _) if line == fence => {
                inside = true;
                found.push((index + 2, String::new()));
            }
            (true, true) => inside = false,
            (true, false) => {
                assert!(!line.starts_with("# "), "line {} is hidden by rustdoc alone", index + 1);
                let (_, code) = found.last_mut().expect("a block has begun");
                code.push_str(line);
                code.push('\n');
            }
            _ => {}
        }
    }
    found.into_iter()
}

fn module(line: usize, code: &str, given: &str) -> String {
    let within = if code.contains("fn main(") {
        code.to_owned()
    } else {
        format!(
            "pub async fn snippet({given}) -> Result<(), Box<dyn std::error::Error>> {{\n{code}Ok(())\n}}\n"
        )
    };
    format!("#[allow(unused, dead_code)]\nmod readme_line_{line} {{\n{within}}}\n")
}
