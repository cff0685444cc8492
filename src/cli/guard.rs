//! Guard rules are evaluated in a process of their own: this program, started again. Rule files may overflow its stack
//! or never come to an end; then it is told which file did, and the others are evaluated by another.

use super::{STACK_BYTES, Status};
use crate::guard::engine::evaluate;
use crate::guard::protocol::{Said, read_said, read_work, write_said, write_work};
use crate::guard::{Answer, GuardRunner, Trouble, Work};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// The argument by which this program is started to evaluate.
pub(super) const WORKER: &str = "guard-worker";

/// Longest time for one rule file on one document.
const LONGEST_JOB: Duration = Duration::from_secs(10);

/// Longest time for all of them.
const LONGEST_RUN: Duration = Duration::from_secs(60);

/// Most threads that evaluate.
const MAX_THREADS: usize = 8;

/// Starts processes that evaluate.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct InProcessesOfItsOwn;

impl GuardRunner for InProcessesOfItsOwn {
    fn run(&self, work: &Work) -> Vec<Answer> {
        let mut run =
            Run { work, answers: BTreeMap::new(), blamed: BTreeMap::new(), started: Instant::now() };
        run.all();
        let Run { mut answers, blamed, .. } = run;
        let unanswered = || Trouble::Crashed("it said nothing".to_owned());
        let answer = |(at, (file, _)): (usize, &(usize, usize))| match blamed.get(file) {
            Some(trouble) => Err(trouble.clone()),
            None => answers.remove(&at).unwrap_or_else(|| Err(unanswered())),
        };
        work.jobs.iter().enumerate().map(answer).collect()
    }
}

/// All work, in as many processes as it takes.
struct Run<'w> {
    work: &'w Work,
    answers: BTreeMap<usize, Answer>,
    /// Files that brought a process down.
    blamed: BTreeMap<usize, Trouble>,
    started: Instant,
}

impl Run<'_> {
    fn all(&mut self) {
        loop {
            let left: Vec<usize> = (0..self.work.jobs.len()).filter(|job| self.is_left(*job)).collect();
            if left.is_empty() {
                return;
            }
            let Err((trouble, running)) = self.some(&left) else { return };
            let suspects: BTreeSet<usize> = running.iter().map(|job| self.work.jobs[*job].0).collect();
            match suspects.len() {
                // it never began: nor will the next one
                0 => return self.blame(left.iter().map(|job| self.work.jobs[*job].0).collect(), &trouble),
                1 => self.blame(suspects, &trouble),
                _ => {
                    let before = self.blamed.len();
                    self.one_by_one(&running);
                    if self.blamed.len() == before {
                        // together only
                        self.blame(suspects, &trouble);
                    }
                }
            }
        }
    }

    fn one_by_one(&mut self, jobs: &BTreeSet<usize>) {
        for job in jobs {
            if self.is_left(*job)
                && let Err((trouble, _)) = self.some(&[*job])
            {
                self.blame(BTreeSet::from([self.work.jobs[*job].0]), &trouble);
            }
        }
    }

    fn is_left(&self, job: usize) -> bool {
        !self.answers.contains_key(&job) && !self.blamed.contains_key(&self.work.jobs[job].0)
    }

    fn blame(&mut self, files: BTreeSet<usize>, trouble: &Trouble) {
        self.blamed.extend(files.into_iter().map(|file| (file, trouble.clone())));
    }

    /// Some jobs in one process: where it ends before they are done, why, and those that it had begun.
    fn some(&mut self, jobs: &[usize]) -> Result<(), (Trouble, BTreeSet<usize>)> {
        let mut running = BTreeSet::new();
        let ended = |reason: String| Trouble::Crashed(reason);
        if self.started.elapsed() > LONGEST_RUN {
            return Err((Trouble::TimedOut(LONGEST_RUN.as_secs()), running));
        }
        let mut child =
            start(self.work, jobs).map_err(|error| (ended(error.to_string()), running.clone()))?;
        let lines = listen(&mut child);
        let mut begun: BTreeMap<usize, Instant> = BTreeMap::new();
        let mut done = 0;
        let outcome = loop {
            if done == jobs.len() {
                break Ok(());
            }
            let oldest = begun.values().min().map_or_else(Instant::now, |it| *it);
            let patience = LONGEST_JOB.saturating_sub(oldest.elapsed());
            let patience = patience.min(LONGEST_RUN.saturating_sub(self.started.elapsed()));
            match lines.recv_timeout(patience) {
                Ok(Said::Begun(at)) => {
                    begun.insert(at, Instant::now());
                }
                Ok(Said::Done(at, answer)) => {
                    begun.remove(&at);
                    done += 1;
                    if let Some(job) = jobs.get(at) {
                        self.answers.insert(*job, answer);
                    }
                }
                Err(RecvTimeoutError::Timeout) => break Err(Trouble::TimedOut(LONGEST_JOB.as_secs())),
                Err(RecvTimeoutError::Disconnected) => break Err(ended(String::new())),
            }
        };
        // what is done needs it no longer, what is not gets nothing from it
        let _ = child.kill();
        let status = child.wait().map(|status| status.to_string());
        running.extend(begun.keys().filter_map(|at| jobs.get(*at)));
        outcome.map_err(|trouble| match (trouble, status) {
            (Trouble::Crashed(_), Ok(status)) => (Trouble::Crashed(status), running),
            (trouble, _) => (trouble, running),
        })
    }
}

/// Starts a process and hands it the work.
fn start(work: &Work, jobs: &[usize]) -> io::Result<Child> {
    let program = std::env::current_exe()?;
    let mut child = Command::new(program)
        .arg(WORKER)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let jobs = jobs.iter().filter_map(|job| work.jobs.get(*job).copied()).collect();
    let asked = Work { jobs, ..work.clone() };
    let mut stdin = child.stdin.take().ok_or_else(|| io::Error::other("no pipe"))?;
    // it reads all of it before it says anything
    match stdin.write_all(write_work(&asked).as_bytes()) {
        Ok(()) => Ok(child),
        Err(error) => {
            let _ = child.kill();
            let _ = child.wait();
            Err(error)
        }
    }
}

/// What the process says, as it says it.
fn listen(child: &mut Child) -> Receiver<Said> {
    let (tell, told) = channel();
    if let Some(stdout) = child.stdout.take() {
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let Some(said) = read_said(&line) else { continue };
                if tell.send(said).is_err() {
                    return;
                }
            }
        });
    }
    told
}

/// What the process does that is started: reads the work, evaluates, and says what comes of it.
pub(super) fn work() -> Status {
    let mut text = String::new();
    let read = io::stdin().lock().read_to_string(&mut text);
    let Some(work) = read.ok().and_then(|_| read_work(&text)) else { return Status::Failed };
    drop(text);
    let work = Arc::new(work);
    let next = Arc::new(AtomicUsize::new(0));
    let out = Arc::new(Mutex::new(io::stdout()));
    let threads =
        thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS).min(work.jobs.len());
    let threads: Vec<_> = (0..threads)
        .map(|_| {
            let (work, next, out) = (Arc::clone(&work), Arc::clone(&next), Arc::clone(&out));
            thread::Builder::new().stack_size(STACK_BYTES).spawn(move || take_jobs(&work, &next, &out))
        })
        .collect();
    for thread in threads {
        let Ok(Ok(())) = thread.map(thread::JoinHandle::join) else { return Status::Failed };
    }
    Status::Clean
}

fn take_jobs(work: &Work, next: &AtomicUsize, out: &Mutex<io::Stdout>) {
    loop {
        let at = next.fetch_add(1, Ordering::Relaxed);
        let Some((file, document)) = work.jobs.get(at) else { return };
        let (Some((name, text)), Some(document)) = (work.files.get(*file), work.documents.get(*document))
        else {
            return;
        };
        say(out, &Said::Begun(at));
        let answer = evaluate(name, text, document);
        say(out, &Said::Done(at, answer));
    }
}

fn say(out: &Mutex<io::Stdout>, said: &Said) {
    let mut line = write_said(said);
    line.push('\n');
    let mut out = out.lock().unwrap_or_else(PoisonError::into_inner);
    // nobody to hear it: nobody who waits
    let _ = out.write_all(line.as_bytes()).and_then(|()| out.flush());
}
