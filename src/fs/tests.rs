//! File systems over real folders and in memory.

use super::*;

const ALL: WalkOptions = WalkOptions { respect_ignores: true, threads: 0 };

fn paths(found: &[FoundFile]) -> Vec<&str> {
    found.iter().map(|file| file.path.to_str().unwrap()).collect()
}

/// A folder of its own below the temporary one, gone when dropped.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("trailguard-fs-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Temporary(path.canonicalize().unwrap())
    }

    fn file(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn walk(&self, options: WalkOptions) -> (Vec<String>, Vec<(String, FsError)>) {
        let (files, errors) = Disk.walk(&self.0, options);
        let below = |path: &Path| path.strip_prefix(&self.0).unwrap().to_string_lossy().into_owned();
        (
            files.iter().map(|file| below(&file.path)).collect(),
            errors.iter().map(|(path, error)| (below(path), error.clone())).collect(),
        )
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn normalised_goes_by_text() {
    for (path, normal) in [
        ("a/./b/../c", "a/c"),
        ("./a", "a"),
        (".", ""),
        ("../a/..", ".."),
        ("/../a", "/a"),
        ("a/../../b", "../b"),
    ] {
        assert_eq!(normalised(Path::new(path)), Path::new(normal), "{path}");
    }
}

#[test]
fn memory_walks_its_implied_folders() {
    let memory = Memory::new()
        .with("a/b.tf", "1")
        .with("a/.terraform/m/x.tf", "2")
        .with("a/.hidden.tf", "3")
        .with("a-b/c.tf", "4")
        .with("/abs/d.tf", "5");
    assert_eq!(paths(&memory.walk(Path::new("."), ALL).0), ["./a/b.tf", "./a-b/c.tf"]);
    assert_eq!(paths(&memory.walk(Path::new("a"), ALL).0), ["a/b.tf"]);
    assert_eq!(paths(&memory.walk(Path::new("a/.terraform"), ALL).0), ["a/.terraform/m/x.tf"]);
    assert_eq!(paths(&memory.walk(Path::new("/"), ALL).0), ["/abs/d.tf"]);
    assert_eq!(memory.walk(Path::new("z"), ALL).1, [(PathBuf::from("z"), FsError::NotFound)]);
    assert_eq!(memory.list(Path::new("a")).unwrap(), [".hidden.tf", ".terraform", "b.tf"]);
    assert_eq!(memory.list(Path::new("b")), Err(FsError::NotFound));
    assert_eq!(memory.read(Path::new("x/../a/b.tf")).unwrap(), b"1");
    assert_eq!(memory.read(Path::new("a")), Err(FsError::NotAFile("folder")));
    assert_eq!(memory.read(Path::new("a/z")), Err(FsError::NotFound));
    assert_eq!(memory.canonical(Path::new("./a/../a")), Some(PathBuf::from("a")));
    assert!(memory.is_folder(Path::new(".")) && memory.is_folder(Path::new("a")));
    assert!(!memory.is_folder(Path::new("a/b.tf")) && memory.is_file(Path::new("a/b.tf")));
}

#[test]
fn overlay_lies_above() {
    let under = Memory::new().with("a/old.tf", "old").with("a/.hidden.tf", "hidden");
    let overlay = Overlay::new(
        &under,
        Memory::new().with("a/old.tf", "new").with("b/new.tf", "n").with("a/.hidden.tf", ""),
    );
    assert_eq!(paths(&overlay.walk(Path::new("."), ALL).0), ["./a/old.tf", "./b/new.tf"]);
    assert_eq!(overlay.read(Path::new("./a/old.tf")).unwrap(), b"new");
    assert_eq!(overlay.list(Path::new("b")).unwrap(), ["new.tf"]);
    assert_eq!(overlay.list(Path::new("a")).unwrap(), [".hidden.tf", "old.tf"]);
    assert!(overlay.is_file(Path::new("b/new.tf")) && overlay.is_folder(Path::new("b")));
    assert_eq!(overlay.read(Path::new("c")), Err(FsError::NotFound));
}

#[test]
fn disk_skips_hidden_and_terraform_and_ignored() {
    let temporary = Temporary::new("ignored");
    for path in [
        "a.tf",
        "dev/b.tf",
        "proc/c.tf",
        "sys/d.tf",
        ".hidden/e.tf",
        ".terraform/modules/f.tf",
        "build/g.tf",
        ".h.tf",
    ] {
        temporary.file(path, "x");
    }
    std::fs::create_dir(temporary.0.join("main.tf")).unwrap();
    temporary.file(".gitignore", "build/\n");
    let all = ["a.tf", "build/g.tf", "dev/b.tf", "proc/c.tf", "sys/d.tf"];
    assert_eq!(temporary.walk(ALL).0, all, "outside a git repository its ignore file is no more than a file");
    std::fs::create_dir(temporary.0.join(".git")).unwrap();
    assert_eq!(
        temporary.walk(ALL),
        (["a.tf", "dev/b.tf", "proc/c.tf", "sys/d.tf"].map(str::to_owned).into(), vec![])
    );
    assert_eq!(temporary.walk(WalkOptions { respect_ignores: false, threads: 1 }).0, all);
    assert_eq!(Disk.read(&temporary.0.join("main.tf")), Err(FsError::NotAFile("folder")));
    assert_eq!(
        Disk.walk(&temporary.0.join("absent"), ALL).1,
        [(temporary.0.join("absent"), FsError::NotFound)]
    );
}

#[test]
#[cfg(unix)]
fn disk_follows_links_once() {
    use std::os::unix::fs::symlink;
    let temporary = Temporary::new("links");
    temporary.file("tree/shared/common.tf", "x");
    temporary.file("tree/.kept/hidden.tf", "x");
    temporary.file("outside/module/m.tf", "x");
    let tree = temporary.0.join("tree");
    std::fs::create_dir_all(tree.join("env")).unwrap();
    symlink("../shared/common.tf", tree.join("env/common.tf")).unwrap();
    symlink("../..", tree.join("env/ring")).unwrap();
    symlink(".", tree.join("env/self")).unwrap();
    symlink("../shared", tree.join("env/again")).unwrap();
    symlink("../.kept", tree.join("env/kept")).unwrap();
    symlink("nowhere.tf", tree.join("env/dangling.tf")).unwrap();
    symlink("loop", tree.join("env/loop")).unwrap();
    symlink("/", tree.join("env/everything")).unwrap();
    symlink("../../outside", tree.join("env/out")).unwrap();
    symlink("../../outside/module", tree.join("env/out2")).unwrap();
    symlink("../../tree", temporary.0.join("outside/module/back")).unwrap();
    let (files, errors) = Disk.walk(&tree, ALL);
    let below: Vec<_> =
        files.iter().map(|file| file.path.strip_prefix(&tree).unwrap().to_str().unwrap()).collect();
    assert_eq!(below, ["env/common.tf", "env/kept/hidden.tf", "env/out/module/m.tf", "shared/common.tf"]);
    assert_eq!(files[0].link_to, Some(tree.join("shared/common.tf")));
    let wrong: Vec<_> =
        errors.iter().map(|(path, _)| path.strip_prefix(&tree).unwrap().to_str().unwrap()).collect();
    assert_eq!(wrong, ["env/dangling.tf", "env/loop"]);
    assert_eq!(errors[0].1, FsError::NotFound);
}

#[test]
#[cfg(unix)]
fn small_trees_are_walked_as_large_ones() {
    use std::os::unix::fs::symlink;
    let temporary = Temporary::new("small");
    for file in ["a.tf", "b/c.tf", "b/.hidden.tf", ".terraform/d.tf", "e/f/g.tf", "ignored/h.tf", "e/i.log"] {
        temporary.file(&format!("tree/{file}"), "x");
    }
    temporary.file("tree/.ignore", "ignored/\n");
    temporary.file("tree/e/.ignore", "*.log\n");
    temporary.file("outside/deep/m.tf", "x");
    temporary.file("outside/.hidden/n.tf", "x");
    let tree = temporary.0.join("tree");
    symlink("../../outside", tree.join("b/out")).unwrap();
    symlink("..", tree.join("e/ring")).unwrap();
    symlink("nowhere", tree.join("e/dangling.tf")).unwrap();
    symlink("../a.tf", tree.join("e/link.tf")).unwrap();
    let is_own = |path: &Path| !path.starts_with(tree.join("z"));
    let walked = |threads| {
        let (files, errors) = Disk.walk(&tree, WalkOptions { threads, ..ALL });
        let found: Vec<FoundFile> = files.into_iter().filter(|file| is_own(&file.path)).collect();
        (found, errors)
    };
    let (small, errors) = walked(4);
    let paths: Vec<_> =
        small.iter().map(|it| it.path.strip_prefix(&tree).unwrap().to_str().unwrap()).collect();
    assert_eq!(paths, ["a.tf", "b/c.tf", "b/out/deep/m.tf", "e/f/g.tf", "e/link.tf"]);
    (0..300).for_each(|n| temporary.file(&format!("tree/z/{n}.tf"), "x"));
    for threads in [1, 2, 4] {
        assert_eq!(walked(threads), (small.clone(), errors.clone()), "{threads}");
    }
}

#[test]
#[cfg(unix)]
fn many_links_to_few_folders_cost_little() {
    use std::os::unix::fs::symlink;
    let temporary = Temporary::new("lattice");
    for level in 0..40 {
        temporary.file(&format!("d{level}/f.tf"), "x");
        for name in ["a", "b", "c"] {
            symlink(format!("../d{}", level + 1), temporary.0.join(format!("d{level}/{name}"))).unwrap();
        }
    }
    assert_eq!(temporary.walk(ALL).0.len(), 40);
    let (files, _) = Disk.walk(&temporary.0.join("d0"), ALL);
    assert_eq!(files.len(), 40);
}

#[test]
#[cfg(unix)]
fn disk_names_what_it_must_not_open() {
    use std::os::unix::ffi::OsStrExt;
    let temporary = Temporary::new("special");
    let fifo = temporary.0.join("fifo.tf");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(temporary.0.join("socket.tf")).unwrap();
    let strange = temporary.0.join(std::ffi::OsStr::from_bytes(b"caf\xe9.tf"));
    std::fs::write(&strange, "x").unwrap();
    let (files, errors) = temporary.walk(ALL);
    assert_eq!(files, ["caf\u{fffd}.tf"]);
    let named = |name: &str, kind| (name.to_owned(), FsError::NotAFile(kind));
    assert_eq!(errors, [named("fifo.tf", "FIFO"), named("socket.tf", "socket")]);
    assert_eq!(Disk.read(&fifo), Err(FsError::NotAFile("FIFO")));
    assert_eq!(Disk.read(Path::new("/dev/null")), Err(FsError::NotAFile("device")));
    assert_eq!(Disk.read(&strange).unwrap(), b"x");
    assert_eq!(Disk.list(&temporary.0).unwrap().len(), 3);
}

#[test]
fn disk_reads_within_the_bound() {
    let temporary = Temporary::new("bound");
    temporary.file("empty.tf", "");
    temporary.file("small.tf", "abc");
    let mut buffer = b"what was there".to_vec();
    Disk.read_into(&temporary.0.join("small.tf"), &mut buffer).unwrap();
    assert_eq!(buffer, b"abc");
    Disk.read_into(&temporary.0.join("empty.tf"), &mut buffer).unwrap();
    assert!(buffer.is_empty());
    let large = temporary.0.join("large.tf");
    // sparse: takes no room
    std::fs::File::create(&large).unwrap().set_len(MAX_FILE_BYTES + 1).unwrap();
    assert_eq!(Disk.read(&large), Err(FsError::TooLarge(MAX_FILE_BYTES + 1)));
    if cfg!(target_os = "linux") {
        assert!(!Disk.read(Path::new("/proc/self/status")).unwrap().is_empty(), "tells no length, has text");
    }
}

#[test]
#[cfg(unix)]
fn unreadable_folders_are_errors() {
    use std::os::unix::fs::PermissionsExt;
    let temporary = Temporary::new("unreadable");
    temporary.file("closed/a.tf", "x");
    temporary.file("open.tf", "x");
    let closed = temporary.0.join("closed");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).unwrap();
    let (files, errors) = temporary.walk(ALL);
    let is_root = std::fs::read_dir(&closed).is_ok();
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o755)).unwrap();
    if is_root {
        // nothing is closed to root
        assert_eq!(files, ["closed/a.tf", "open.tf"]);
    } else {
        assert_eq!(files, ["open.tf"]);
        assert_eq!(errors, [("closed".to_owned(), FsError::Io("permission denied".to_owned()))]);
    }
}

#[test]
fn a_walk_tells_of_every_file_once() {
    let tree = Temporary::new("told");
    // more than one thread walks alone, and less than a whole batch at the end
    let names: Vec<String> = (0..203).map(|at| format!("f{}/{at}.tf", at % 7)).collect();
    names.iter().for_each(|name| tree.file(name, ""));
    tree.file(".hidden/a.tf", "");
    for threads in [1, 2, 3, 8] {
        let told = std::sync::Mutex::new(Vec::new());
        let tell = |found: &[FoundFile]| told.lock().unwrap().extend_from_slice(found);
        let (found, errors) = Disk.walk_and_tell(&tree.0, WalkOptions { threads, ..ALL }, &tell);
        let mut told = told.into_inner().unwrap();
        told.sort_by(|a, b| a.path.cmp(&b.path));
        assert_eq!(told, found, "{threads}");
        assert_eq!((found.len(), errors.len()), (names.len(), 0), "{threads}");
        assert_eq!(Disk.walk(&tree.0, WalkOptions { threads, ..ALL }).0, found, "{threads}");
    }
}

#[test]
fn disk_sorts_as_paths_compare() {
    let temporary = Temporary::new("order");
    for path in ["a/z.tf", "a-b/c.tf", "a b/c.tf", "a.tf", "a/b/c.tf", "a!/x.tf", "a/b.tf"] {
        temporary.file(path, "x");
    }
    let (files, _) = Disk.walk(&temporary.0, ALL);
    let mut sorted = files.clone();
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    assert_eq!(files.len(), 7);
    assert_eq!(files, sorted);
}

#[test]
fn every_file_system_knows_the_day() {
    let later = Date::new(2027, 2, 28).unwrap();
    let memory = Memory::new();
    assert_eq!(memory.today().to_string(), "2026-01-01");
    assert_eq!(memory.clone().on(later).today(), later);
    assert_eq!(Overlay::new(&memory.clone().on(later), memory).today(), later);
    assert!(Disk.today() > Date::new(2026, 1, 1).unwrap());
}
