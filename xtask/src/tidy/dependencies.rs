//! Who depends on whom, and on which Rust.

use serde_json::Value;

use crate::{
    Result,
    step::{cargo, output},
};

/// Everything that brings TLS.
const TLS: [&str; 9] = [
    "aws-lc-rs",
    "hyper-rustls",
    "hyper-tls",
    "native-tls",
    "openssl",
    "ring",
    "rustls",
    "rustls-platform-verifier",
    "tokio-rustls",
];

/// A promise: with these features, the package is built without those crates.
struct Promise {
    package: &'static str,
    features: &'static [&'static str],
    without: &'static [&'static str],
}

/// What reads and decrypts certificate stores.
const CIPHERS: [&str; 8] = ["aes", "argon2", "bcrypt-pbkdf", "cbc", "des", "md-5", "pkcs8", "rc2"];

/// What the command line needs and a program that embeds the server does not.
const COMMAND_LINE: [&str; 7] =
    ["clap", "clap_complete", "clap_mangen", "jsonc-parser", "rpassword", "toml_edit", "tracing-subscriber"];

/// The built-in HTTP client.
const HTTP_CLIENT: [&str; 3] = ["hyper", "hyper-util", "reqwest"];

const PROMISES: [Promise; 9] = [
    Promise {
        package: "confluence-oauth",
        features: &["--all-features"],
        without: &["confluence-client", "confluence-mcp", "rmcp"],
    },
    Promise { package: "confluence-oauth", features: &["--no-default-features"], without: &TLS },
    Promise { package: "confluence-oauth", features: &["--no-default-features"], without: &HTTP_CLIENT },
    Promise { package: "confluence-oauth", features: &["--no-default-features"], without: &CIPHERS },
    Promise {
        package: "confluence-oauth",
        features: &["--no-default-features", "--features", "oauth1"],
        without: &HTTP_CLIENT,
    },
    Promise {
        package: "confluence-mcp",
        features: &["--no-default-features", "--features", "stdio,http"],
        without: &COMMAND_LINE,
    },
    Promise {
        package: "confluence-client",
        features: &["--all-features"],
        without: &["confluence-mcp", "rmcp"],
    },
    Promise {
        package: "confluence-client",
        features: &["--features", "native-tls,unstable"],
        without: &["confluence-oauth"],
    },
    Promise {
        package: "confluence-client",
        features: &["--no-default-features", "--features", "markdown,oauth,unstable"],
        without: &TLS,
    },
];

pub(crate) fn faults(metadata: &Value) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for promise in &PROMISES {
        let Promise { package, features, .. } = promise;
        let mut command =
            cargo(["tree", "--edges", "normal,build", "--prefix", "none", "--package", package]);
        command.args(*features).args(["--format", "{p}"]);
        found.extend(promise.broken(&output(command)?));
    }
    found.extend(too_new(metadata));
    Ok(found)
}

impl Promise {
    fn broken(&self, tree: &str) -> Vec<String> {
        let names: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
        let unwanted = self.without.iter().filter(|name| names.contains(name));
        let fault = |name| format!("{} with {} pulls in {name}", self.package, self.features.join(" "));
        unwanted.map(fault).collect()
    }
}

/// Members that disagree on the oldest Rust, and dependencies that need a newer one.
fn too_new(metadata: &Value) -> Vec<String> {
    let packages = || metadata["packages"].as_array().into_iter().flatten();
    let own = |package: &&Value| package["source"].is_null();
    let Some(oldest) = packages().filter(own).find_map(rust_version) else {
        return vec!["no member says which Rust it needs".to_owned()];
    };
    let fault = |package: &Value| {
        let version = rust_version(package);
        let fits = if own(&package) { version == Some(oldest) } else { version <= Some(oldest) };
        let name = || format!("{} {}", package["name"], package["version"]).replace('"', "");
        (!fits).then(|| format!("{} needs Rust {}, we say 1.{}", name(), package["rust_version"], oldest.1))
    };
    packages().filter_map(fault).collect()
}

fn rust_version(package: &Value) -> Option<(u32, u32)> {
    let mut parts = package["rust_version"].as_str()?.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_the_crate_that_breaks_a_promise() {
        let tree = "confluence-oauth v0.1.0 (/src)\nrmcp v3.1.0\nserde v1.0.220 (*)\n";
        let found = PROMISES[0].broken(tree);
        assert_eq!(found, ["confluence-oauth with --all-features pulls in rmcp"]);
    }

    #[test]
    fn names_the_dependency_that_needs_a_newer_rust() {
        let package = |name: &str, source: Option<&str>, rust: &str| json!({ "name": name, "version": "1.0.0", "source": source, "rust_version": rust });
        let found = too_new(&json!({ "packages": [
            package("ours", None, "1.91"),
            package("fine", Some("registry"), "1.70.0"),
            package("late", Some("registry"), "1.92"),
        ] }));
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("late 1.0.0 needs Rust"), "{found:?}");
    }
}
