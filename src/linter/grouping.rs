//! Which units make one estate: those of one account together, others alone, each with what is read beside them.

use super::{Options, RunError};
use crate::fs::FileSystem;
use crate::model::Scope;
use globset::{GlobBuilder, GlobMatcher};
use std::path::{Path, PathBuf};

/// What an account or the context is made of.
enum Place {
    /// A folder or a file.
    Below(PathBuf),
    /// Folders or files whose paths match.
    Matching { glob: GlobMatcher, base: PathBuf },
}

/// How units are joined.
pub(super) struct Grouping {
    accounts: Vec<Vec<Place>>,
    context: Vec<PathBuf>,
    /// Paths that are read beside those that are reported on.
    pub read_beside: Vec<PathBuf>,
    scope: Scope,
}

/// Why a unit was resolved.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// To be reported on.
    Reported,
    /// To be linked to.
    Beside,
}

/// Units that make one estate, by their indices.
#[derive(Debug, Default)]
pub(super) struct Joint {
    /// Those that are reported on.
    pub members: Vec<usize>,
    /// Those that are only linked to.
    pub beside: Vec<usize>,
    /// Whether what is in none of them may be elsewhere.
    pub scope: Scope,
    /// How many are of one account, the members first; 0 where nothing says so.
    of_account: usize,
}

impl Joint {
    /// Whether a unit (by its number within the estate) is of the account.
    pub fn is_of_account(&self, number: usize) -> bool {
        number < self.of_account
    }
}

impl Grouping {
    /// What the options say.
    ///
    /// # Errors
    /// A pattern that is none.
    pub fn of(options: &Options, file_system: &dyn FileSystem) -> Result<Self, RunError> {
        let here = file_system.canonical(Path::new(".")).unwrap_or_default();
        let place = |text: &String| Place::read(text, &here, file_system);
        let mut accounts = Vec::new();
        for group in &options.accounts {
            accounts.push(group.paths.iter().map(place).collect::<Result<Vec<Place>, RunError>>()?);
        }
        let mut read_beside = options.context.clone();
        read_beside.extend(accounts.iter().flatten().filter_map(|place| match place {
            Place::Below(path) => Some(path.clone()),
            Place::Matching { base, .. } => file_system.is_folder(base).then(|| base.clone()),
        }));
        let context = options.context.iter().filter_map(|path| file_system.canonical(path)).collect();
        Ok(Grouping { accounts, context, read_beside, scope: options.scope })
    }

    /// Whether every unit stands alone.
    pub fn is_trivial(&self) -> bool {
        self.accounts.is_empty() && self.context.is_empty() && self.scope == Scope::Files
    }

    /// Whether a unit that is not reported on is of use to others.
    pub fn reads<'p>(&self, root: &'p Path, reached: impl IntoIterator<Item = &'p Path>) -> bool {
        self.account_of(root).is_some()
            || self.is_context(root)
            || reached.into_iter().any(|it| self.is_context(it))
    }

    fn is_context(&self, path: &Path) -> bool {
        self.context.iter().any(|context| path.starts_with(context))
    }

    fn account_of(&self, root: &Path) -> Option<usize> {
        self.accounts.iter().position(|places| places.iter().any(|place| place.holds(root)))
    }

    /// Joins units, given by their roots and why they were resolved. Where the whole run is one account and nothing
    /// says more, all of them are joined.
    pub fn joints(&self, units: &[(&Path, Part)]) -> Vec<Joint> {
        let all_one = self.scope == Scope::Account && self.accounts.is_empty();
        let account = |root: &Path| if all_one { Some(0) } else { self.account_of(root) };
        let mut of_accounts: Vec<Option<usize>> = vec![None; self.accounts.len().max(1)];
        let mut joints: Vec<Joint> = Vec::new();
        for (at, (root, _)) in units.iter().enumerate().filter(|(_, (_, part))| *part == Part::Reported) {
            let number = account(root);
            let known = number.and_then(|number| of_accounts[number]);
            if let Some(known) = known {
                joints[known].members.push(at);
                continue;
            }
            if let Some(number) = number {
                of_accounts[number] = Some(joints.len());
            }
            let scope = if number.is_some() { Scope::Account } else { self.scope };
            joints.push(Joint { members: vec![at], scope, ..Joint::default() });
        }
        for (number, joint) in of_accounts.into_iter().enumerate() {
            let Some(joint) = joint else { continue };
            let of_account = |root: &Path| !all_one && self.account_of(root) == Some(number);
            let beside = units
                .iter()
                .enumerate()
                .filter(|(_, (root, part))| *part == Part::Beside && of_account(root));
            joints[joint].beside.extend(beside.map(|(at, _)| at));
            joints[joint].of_account = joints[joint].members.len() + joints[joint].beside.len();
        }
        for joint in &mut joints {
            let context = units.iter().enumerate().filter(|(_, (root, part))| {
                self.is_context(root) || (*part == Part::Beside && account(root).is_none())
            });
            let context = context.map(|(at, _)| at);
            let more: Vec<usize> =
                context.filter(|at| !joint.members.contains(at) && !joint.beside.contains(at)).collect();
            joint.beside.extend(more);
        }
        joints
    }
}

impl Place {
    fn read(text: &str, here: &Path, file_system: &dyn FileSystem) -> Result<Place, RunError> {
        let path = here.join(text.trim_end_matches('/'));
        if !text.contains(['*', '?', '[', '{']) {
            return Ok(Place::Below(file_system.canonical(&path).unwrap_or(path)));
        }
        let glob = GlobBuilder::new(&path.to_string_lossy()).literal_separator(true).build();
        let glob = glob.map_err(|error| RunError::BadInput(format!("`{text}`: {}", error.kind())))?;
        let is_plain = |part: &Path| !part.to_string_lossy().contains(['*', '?', '[', '{']);
        let base = path.ancestors().find(|part| is_plain(part)).unwrap_or(here).to_path_buf();
        Ok(Place::Matching { glob: glob.compile_matcher(), base })
    }

    /// Whether a unit's root is in it.
    fn holds(&self, root: &Path) -> bool {
        match self {
            Place::Below(path) => root.starts_with(path),
            Place::Matching { glob, .. } => root.ancestors().any(|path| glob.is_match(path)),
        }
    }
}
