//! A data folder of its own for each test, and the binary that works on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// Dropped, it checks that nothing was left half done.
pub struct World {
    home: tempfile::TempDir,
}

impl World {
    pub fn new() -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
        }
    }

    pub fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// A place for the test's own files.
    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sohoa"));
        command
            .args(args)
            .env("SOHOA_DATA", self.data())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs with `--json` and gives exit code and lines.
    pub fn json(&self, args: &[&str]) -> (i32, Vec<Value>) {
        let output = self.run(&[args, &["--json"]].concat());
        let lines = String::from_utf8(output.stdout).unwrap();
        let values = lines
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect();
        let code = output.status.code().unwrap();
        assert!(
            code != 1,
            "{args:?} failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        (code, values)
    }

    /// As [`World::json`], when all must go well.
    pub fn well(&self, args: &[&str]) -> Vec<Value> {
        let (code, lines) = self.json(args);
        assert_eq!(code, 0, "{args:?}: {lines:#?}");
        lines
    }

    /// Starts a server on a free port and waits until it answers; its address.
    pub fn serve(&self) -> (Server, String) {
        use std::io::{BufRead, BufReader};
        let mut child = self
            .command(&["serve", "--listen", "127.0.0.1:0"])
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.trim().rsplit("http://").next().unwrap().to_owned();
        assert!(address.starts_with("127.0.0.1:"), "{line:?}");
        (Server(child), address)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() || !self.data().join("archive").exists() {
            return;
        }
        let report = &self.well(&["verify"])[0];
        assert_eq!(report["changed"], Value::Array(vec![]), "{report}");
        assert!(
            files(&self.data().join("work")).is_empty(),
            "pages were left in the spool"
        );
        assert!(
            files(&self.data().join("archive/tmp")).is_empty(),
            "drafts were left in the archive"
        );
    }
}

/// A running server, killed when the test ends.
pub struct Server(pub Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _reaped = self.0.wait();
    }
}

pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The bundled samples.
pub fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples")
}

pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
