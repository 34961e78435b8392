//! Whether this machine and this data folder can do their work: all findings,
//! each with its remedy.

use std::fs;
use std::process::{Command, Stdio};

use serde::Serialize;

use super::Config;
use super::worker::Worker;
use crate::archive::Store;
use crate::ocr;

/// Room under which work is about to stop: a day of scanning at one counter.
const LITTLE_ROOM: u64 = 2 << 30;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at, in Vietnamese.
    pub what: String,
    /// It is as it should be.
    pub good: bool,
    /// What was found.
    pub found: String,
    /// What to do, in Vietnamese; empty when all is well.
    pub remedy: String,
}

fn finding(what: &str, good: bool, found: impl Into<String>, remedy: &str) -> Finding {
    let remedy = if good {
        String::new()
    } else {
        remedy.to_owned()
    };
    Finding {
        what: what.to_owned(),
        good,
        found: found.into(),
        remedy,
    }
}

/// Looks at everything that Sohoa needs.
pub fn examine(config: &Config) -> Vec<Finding> {
    vec![
        tesseract(),
        language(config),
        worker(config),
        heic(),
        folder(config),
        room(config),
        archive(config),
    ]
}

fn tesseract() -> Finding {
    let version = ocr::engine_version();
    let new_enough = version.starts_with('5');
    let remedy = "Cài Tesseract 5: sudo apt-get install tesseract-ocr libtesseract-dev";
    finding("Tesseract", new_enough, version, remedy)
}

fn language(config: &Config) -> Finding {
    let wanted = &config.workers.ocr.language;
    let folder = ocr::find_tessdata(wanted);
    let found = match &folder {
        Some(folder) => format!("{wanted} trong {}", folder.display()),
        None => format!("không có {wanted}"),
    };
    let remedy = "Cài dữ liệu tiếng Việt: sudo apt-get install tesseract-ocr-vie";
    finding(
        "Dữ liệu tiếng Việt của Tesseract",
        folder.is_some(),
        found,
        remedy,
    )
}

fn worker(config: &Config) -> Finding {
    let remedy = "Xem dòng lỗi; thường do thiếu dữ liệu tiếng Việt hoặc bộ nhớ dưới 1 GB";
    match Worker::start(&config.workers) {
        Ok(worker) => finding("Bộ đọc", true, worker.reader(), remedy),
        Err(failure) => {
            let cause = std::error::Error::source(&failure).map(ToString::to_string);
            finding(
                "Bộ đọc",
                false,
                format!("{failure}: {}", cause.unwrap_or_default()),
                remedy,
            )
        }
    }
}

fn heic() -> Finding {
    let runs = Command::new("heif-convert")
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok();
    let remedy = "Cài để nhận ảnh HEIC từ điện thoại: sudo apt-get install libheif-examples";
    finding(
        "Ảnh HEIC",
        runs,
        if runs {
            "heif-convert"
        } else {
            "không có heif-convert"
        },
        remedy,
    )
}

fn folder(config: &Config) -> Finding {
    let probe = config.data.join(".doctor");
    let written = fs::create_dir_all(&config.data)
        .and_then(|()| fs::write(&probe, b"sohoa"))
        .and_then(|()| fs::remove_file(&probe));
    let found = match &written {
        Ok(()) => config.data.display().to_string(),
        Err(error) => format!("{}: {error}", config.data.display()),
    };
    let remedy = "Cấp quyền ghi vào thư mục dữ liệu cho người chạy Sohoa, hoặc chọn --data khác";
    finding("Thư mục dữ liệu", written.is_ok(), found, remedy)
}

fn room(config: &Config) -> Finding {
    let free = rustix::fs::statvfs(&config.data)
        .map(|s| s.f_bavail * s.f_frsize)
        .unwrap_or(0);
    let found = format!("còn {} MB", free >> 20);
    let remedy = "Ổ đĩa sắp đầy: giải phóng chỗ trống hoặc chuyển thư mục dữ liệu sang ổ lớn hơn";
    finding("Chỗ trống trên ổ đĩa", free >= LITTLE_ROOM, found, remedy)
}

fn archive(config: &Config) -> Finding {
    if !config.archive().exists() {
        return finding(
            "Kho lưu",
            true,
            "chưa có, sẽ được tạo khi số hóa lần đầu",
            "",
        );
    }
    let remedy = "Khôi phục kho từ bản sao lưu, hoặc nâng cấp Sohoa nếu kho do bản mới hơn tạo";
    match Store::open_read_only(&config.archive()) {
        Ok(_) => finding(
            "Kho lưu",
            true,
            config.archive().display().to_string(),
            remedy,
        ),
        Err(error) => finding("Kho lưu", false, error.to_string(), remedy),
    }
}
