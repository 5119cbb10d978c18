//! `SHA256SUMS` beside the packages, as `sha256sum --check` reads it.

use std::{fs, path::Path};

use sha2::{Digest as _, Sha256};

use crate::Result;

pub(super) fn write(folder: &Path) -> Result<()> {
    let mut lines = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if !path.is_file() {
            continue;
        }
        let digest = Sha256::digest(fs::read(&path)?);
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        println!("    {name}");
        lines.push((name.clone(), format!("{hex}  {name}\n")));
    }
    lines.sort();
    let text: String = lines.into_iter().map(|(_, line)| line).collect();
    fs::write(folder.join("SHA256SUMS"), text)?;
    Ok(())
}
