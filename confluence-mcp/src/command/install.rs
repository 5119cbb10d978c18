//! What a package installs beside the program: completions and a manual page.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::{Arguments, Result};

/// For which shell.
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell.
    shell: Shell,
}

pub(super) fn completions(options: &Completions) -> Result<()> {
    let mut command = Arguments::command();
    let name = command.get_name().to_owned();
    clap_complete::generate(options.shell, &mut command, name, &mut std::io::stdout());
    Ok(())
}

/// Where the manual goes.
#[derive(Debug, Args)]
pub(super) struct Manual {
    /// The folder for one page a command. Without it, the first page is printed.
    folder: Option<PathBuf>,
}

pub(super) fn manual(options: &Manual) -> Result<()> {
    match &options.folder {
        Some(folder) => clap_mangen::generate_to(Arguments::command(), folder)?,
        None => clap_mangen::Man::new(Arguments::command()).render(&mut std::io::stdout())?,
    }
    Ok(())
}
