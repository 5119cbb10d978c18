//! Makes a module of each Rust block of a README, so that it is compiled with the dependencies that the README names.
//!
//! A block with a `main` is taken as it is. One that defines functions gives them to all others. Any other is the body of
//! a function that is given what the text around it speaks of, such as a `wiki`.

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
    let listed: Vec<String> = blocks(&text, "toml").map(|(_, block)| block).collect();
    assert!(
        manifest.ends_with(&listed.join("\n")),
        "Cargo.toml ends with just what the README names:\n{listed:?}"
    );
    let (_, given) = GIVEN.into_iter().find(|(package, _)| *package == name).expect("the package is listed");
    let modules: String = blocks(&text, "rust").map(|(line, code)| module(line, &code, given)).collect();
    assert!(!modules.is_empty(), "the README has snippets");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo has a folder for this")).join("snippets.rs");
    fs::write(out, modules).expect("the modules can be written");
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
    if code.contains("\nasync fn ") && !code.contains("fn main(") {
        return format!("{code}\n");
    }
    let within = if code.contains("fn main(") {
        code.to_owned()
    } else {
        format!(
            "pub async fn snippet({given}) -> Result<(), Box<dyn std::error::Error>> {{\n{code}Ok(())\n}}\n"
        )
    };
    // What needs a dependency for tests is a test's.
    let test = if code.contains("::testing::") { "#[cfg(test)]\n" } else { "" };
    format!("{test}#[allow(unused, dead_code)]\nmod readme_line_{line} {{\nuse super::*;\n{within}}}\n")
}
