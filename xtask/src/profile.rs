//! How a release is built: the profile in the workspace's manifest.

use std::fs;

use crate::{Result, step::root};

/// The tables `profile.release` and `profile.release.package`, for a manifest that is not the workspace's.
pub(crate) fn release() -> Result<String> {
    Ok(of(&fs::read_to_string(root().join("Cargo.toml"))?))
}

fn of(manifest: &str) -> String {
    let mut kept = String::new();
    let mut inside = false;
    for line in manifest.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with('[') {
            inside = line == "[profile.release]" || line.starts_with("[profile.release.");
        }
        if inside {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept.trim_end().to_owned() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_profile_of_releases_and_nothing_else() {
        let profile = release().unwrap();
        assert!(profile.starts_with("[profile.release]\n") && profile.contains("opt-level"), "{profile}");
        assert!(profile.contains("\n[profile.release.package]\n"), "{profile}");
        assert_eq!(profile.matches('[').count(), 2, "{profile}");
        let other = "[a]\nx = 1\n[profile.release]\n# Why.\nlto = true\n\n[profile.full]\ny = 2\n";
        assert_eq!(of(other), "[profile.release]\nlto = true\n");
    }
}
