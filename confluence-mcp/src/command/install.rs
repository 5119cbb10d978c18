//! What a package installs beside the program: completions and a manual page.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

use super::error::Result;

/// For which shell.
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell.
    shell: Shell,
}

pub(super) fn completions(options: &Completions, mut command: clap::Command) -> Result<()> {
    let name = command.get_name().to_owned();
    // Its generator panics where it cannot write, as into a pipe that nobody reads.
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut command, name, &mut script);
    Ok(std::io::stdout().write_all(&script)?)
}

/// Where the manual goes.
#[derive(Debug, Args)]
pub(super) struct Manual {
    /// The folder for one page per command; it is created if it does not exist. Without it, the main page is printed.
    folder: Option<PathBuf>,
}

pub(super) fn manual(options: &Manual, command: clap::Command) -> Result<()> {
    match &options.folder {
        Some(folder) => {
            let written =
                std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder));
            written.map_err(|error| format!("{}: {error}", folder.display()))?;
        }
        None => clap_mangen::Man::new(command).render(&mut std::io::stdout())?,
    }
    Ok(())
}
