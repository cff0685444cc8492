//! `trailguard model`

use super::args::{Color, ModelArgs, ModelFormat};
use super::output::{complain, emit_text};
use super::{Status, configuration, in_parallel, options};
use crate::fs::{Disk, FileSystem};
use crate::linter::Linter;
use crate::report::{model, projection};

/// Shows the model.
pub(super) fn run(arguments: &ModelArgs, color: Color) -> Status {
    let inputs = &arguments.inputs;
    let Some(registry) = configuration::registry(&inputs.sources, &inputs.paths) else {
        return Status::Failed;
    };
    let Some(configuration) = configuration::of(&arguments.inputs, &registry) else { return Status::Failed };
    let options = options::of_inputs(&arguments.inputs, &configuration);
    let linter = Linter::new(registry);
    let overlay = match options::file_system(&arguments.inputs) {
        Ok(overlay) => overlay,
        Err(message) => {
            complain(&message, None);
            return Status::Failed;
        }
    };
    let file_system = overlay.as_ref().map_or(&Disk as &dyn FileSystem, |overlay| overlay);
    let model = match in_parallel(options.threads, || linter.model(&options, file_system)) {
        Ok(Ok(model)) => model,
        Ok(Err(error)) => {
            complain(&error.to_string(), None);
            return Status::Failed;
        }
        Err(message) => {
            complain(&message, None);
            return Status::Failed;
        }
    };
    let view = options::view(color, true);
    for error in &model.errors {
        complain(&format!("`{}`: {}", view.working_directory.relative(&error.file), error.message), None);
    }
    let written = emit_text(None, |out| match arguments.format {
        ModelFormat::Human => model::render_human(&model, &view, out),
        ModelFormat::Json => model::render_json(&model, &view, out),
        ModelFormat::Cloudformation => projection::render(&model, &view, out),
    });
    let read = if model.errors.is_empty() { Status::Clean } else { Status::Failed };
    written.max(read)
}
