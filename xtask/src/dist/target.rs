//! What a target is called by each packager.

use std::{fs, path::Path, process::Command};

use crate::{Result, step::output};

/// A target that the server is released for.
#[derive(Clone, Debug)]
pub(super) struct Target {
    triple: String,
    here: bool,
}

impl Target {
    /// The target of this name; this machine's without one.
    pub(super) fn named(name: Option<&str>) -> Result<Self> {
        let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        rustc.arg("-vV");
        let said = output(rustc)?;
        let host = said.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc names no host")?;
        let triple = name.unwrap_or(host).to_owned();
        let known = ["linux-gnu", "linux-musl", "apple-darwin", "windows-msvc"];
        let cpu = triple.starts_with("x86_64-") || triple.starts_with("aarch64-");
        if !cpu || !known.iter().any(|system| triple.ends_with(system)) {
            return Err(format!("{triple} is not one of the targets that the server is released for").into());
        }
        // A static binary runs wherever its processor and its kernel are.
        let kernel = |triple: &str| triple.replace("musl", "gnu");
        let here = kernel(&triple) == kernel(host);
        Ok(Self { triple, here })
    }

    pub(super) fn triple(&self) -> &str {
        &self.triple
    }

    pub(super) fn runs_here(&self) -> bool {
        self.here
    }

    pub(super) fn is_windows(&self) -> bool {
        self.triple.ends_with("windows-msvc")
    }

    pub(super) fn is_linux(&self) -> bool {
        self.triple.contains("linux")
    }

    pub(super) fn is_static(&self) -> bool {
        self.triple.ends_with("musl")
    }

    /// Whether what is the same for every target is released with this one.
    pub(super) fn is_first(&self) -> bool {
        self.triple == "x86_64-unknown-linux-musl"
    }

    fn is_arm(&self) -> bool {
        self.triple.starts_with("aarch64")
    }

    /// `os` and `cpu` of package.json, as Node names them.
    pub(super) fn npm(&self) -> (&'static str, &'static str) {
        let os = if self.is_windows() {
            "win32"
        } else if self.is_linux() {
            "linux"
        } else {
            "darwin"
        };
        (os, if self.is_arm() { "arm64" } else { "x64" })
    }

    /// `Architecture` of a Debian package.
    pub(super) fn debian(&self) -> &'static str {
        if self.is_arm() { "arm64" } else { "amd64" }
    }

    /// The platform tag of a wheel (PEP 425, 600 and 656). With glibc it names the oldest one that has what the binary
    /// asks of it; a static binary asks for nothing and runs with both.
    pub(super) fn wheel(&self, binary: &Path) -> Result<String> {
        let cpu = if self.is_arm() { "aarch64" } else { "x86_64" };
        Ok(if self.is_windows() {
            (if self.is_arm() { "win_arm64" } else { "win_amd64" }).to_owned()
        } else if self.is_static() {
            format!("manylinux_2_17_{cpu}.manylinux2014_{cpu}.musllinux_1_1_{cpu}")
        } else if self.is_linux() {
            format!("manylinux_2_{}_{cpu}", glibc(&fs::read(binary)?).max(17))
        } else if self.is_arm() {
            "macosx_11_0_arm64".to_owned()
        } else {
            // What Rust's own targets ask for.
            "macosx_10_12_x86_64".to_owned()
        })
    }
}

impl Target {
    /// `Depends` of a Debian package: the glibc that has what the binary asks of it, and the roots that it trusts.
    pub(super) fn depends(&self, binary: &Path) -> Result<Option<String>> {
        Ok(match self.is_static() {
            true => None,
            false => Some(format!("libc6 (>= 2.{}), ca-certificates", glibc(&fs::read(binary)?))),
        })
    }
}

/// The minor number of the newest glibc 2 whose symbols a binary asks for: names such as `GLIBC_2.34`.
fn glibc(binary: &[u8]) -> u32 {
    const NAME: &[u8] = b"\0GLIBC_2.";
    let places = binary.windows(NAME.len()).enumerate().filter(|(_, window)| *window == NAME);
    let minor = |(at, _): (usize, &[u8])| {
        let rest = binary.get(at + NAME.len()..)?;
        let digits: String =
            rest.iter().take_while(|byte| byte.is_ascii_digit()).map(|byte| *byte as char).collect();
        digits.parse().ok()
    };
    places.filter_map(minor).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_packager_has_its_own_words() {
        let arm = Target::named(Some("aarch64-apple-darwin")).unwrap();
        assert_eq!(
            (arm.npm(), arm.wheel(Path::new("")).unwrap()),
            (("darwin", "arm64"), "macosx_11_0_arm64".to_owned())
        );
        let windows = Target::named(Some("x86_64-pc-windows-msvc")).unwrap();
        assert_eq!(
            (windows.npm(), windows.wheel(Path::new("")).unwrap()),
            (("win32", "x64"), "win_amd64".to_owned())
        );
        let fixed = Target::named(Some("aarch64-unknown-linux-musl")).unwrap();
        assert!(fixed.wheel(Path::new("")).unwrap().ends_with("musllinux_1_1_aarch64"));
        assert!(Target::named(Some("riscv64gc-unknown-linux-gnu")).is_err());
    }

    #[test]
    fn the_newest_glibc_counts() {
        assert_eq!(glibc(b"x\0GLIBC_2.17\0GLIBC_2.34\0GLIBC_2.3.4\0"), 34);
        assert_eq!(glibc(b"static"), 0);
    }
}
