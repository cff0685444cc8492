//! `trailguard completions SHELL` and `trailguard man`: what a packager installs beside the binary.

use super::Status;
use super::args::{Cli, CompletionsArgs};
use super::output::{complain, emit};
use clap::CommandFactory as _;
use std::io::Write as _;

/// Writes the completions of a shell.
pub(super) fn run(arguments: &CompletionsArgs) -> Status {
    // made in memory: the generator panics where it cannot write
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), env!("CARGO_PKG_NAME"), &mut script);
    emit(None, |out| out.write_all(&script))
}

/// Writes the manual page.
pub(super) fn manual() -> Status {
    let mut page = Vec::new();
    let mut command = Cli::command();
    command.build();
    let written = clap_mangen::Man::new(command.clone()).render(&mut page).and_then(|()| {
        let subcommands = command.get_subcommands().filter(|it| !it.is_hide_set() && it.get_name() != "help");
        for subcommand in subcommands {
            let manual = clap_mangen::Man::new(subcommand.clone());
            writeln!(page, ".SH \"TRAILGUARD {}\"", subcommand.get_name().to_uppercase())?;
            manual.render_synopsis_section(&mut page)?;
            manual.render_description_section(&mut page)?;
            manual.render_options_section(&mut page)?;
            manual.render_extra_section(&mut page)?;
        }
        Ok(())
    });
    if let Err(error) = written {
        complain(&format!("the manual page cannot be made: {error}"), None);
        return Status::Failed;
    }
    emit(None, |out| out.write_all(&page))
}
