//! `cargo xtask tidy`: what no compiler checks.

mod characters;
mod constants;
mod dependencies;
mod examples;
mod features;
mod foreign_types;
mod imports;
mod invariants;
mod log_events;
mod manifests;
mod packages;
mod policy_cases;
mod sources;
mod tree;

use std::process::Command;

pub(crate) use packages::PUBLISHED;
use serde_json::Value;

use crate::{
    Result, docs,
    step::{cargo, output, root},
};

/// Runs every check and reports all that is amiss.
pub(crate) fn run() -> Result<()> {
    let files = tracked()?;
    let mut faults = tree::faults(&files);
    faults.extend(sources::faults(&files)?);
    faults.extend(characters::faults(&files)?);
    faults.extend(invariants::faults(&files)?);
    faults.extend(log_events::faults(&files)?);
    faults.extend(foreign_types::faults()?);
    faults.extend(constants::faults()?);
    faults.extend(imports::faults()?);
    faults.extend(packages::faults()?);
    let metadata: Value = serde_json::from_str(&output(cargo(["metadata", "--format-version", "1"]))?)?;
    faults.extend(dependencies::faults(&metadata)?);
    faults.extend(manifests::faults(&metadata)?);
    faults.extend(features::faults(&metadata)?);
    faults.extend(examples::faults(&files)?);
    faults.extend(policy_cases::faults(&files)?);
    faults.extend(docs::faults(&files, &PUBLISHED)?);
    for fault in &faults {
        println!("    {fault}");
    }
    match faults.len() {
        0 => Ok(()),
        many => Err(format!("{many} things to tidy").into()),
    }
}

/// The files that are, or are about to be, under version control.
fn tracked() -> Result<Vec<String>> {
    let mut command = Command::new("git");
    command.args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(root());
    let listed = output(command)?;
    let mut files: Vec<String> = listed.lines().map(str::to_owned).collect();
    files.retain(|file| root().join(file).exists());
    Ok(files)
}
