//! The command line. It is measured from outside: names and output stay.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args as ClapArgs, Parser, Subcommand};
use sohoa::app::Config;
use sohoa::archive::Slice;
use sohoa::base::PaperId;

/// Số hóa, lưu giữ và tìm lại giấy tờ của thủ tục hành chính.
#[derive(Debug, Parser)]
#[command(name = "sohoa", version, about)]
pub struct Args {
    /// Thư mục dữ liệu
    #[arg(
        long,
        env = "SOHOA_DATA",
        default_value = "./sohoa-data",
        global = true,
        value_name = "DIR"
    )]
    data: PathBuf,
    /// In mỗi dòng một đối tượng JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// Số bộ đọc chạy cùng lúc (mặc định: số nhân của máy)
    #[arg(long, global = true, value_name = "N")]
    workers: Option<usize>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Đọc tệp và in ra chữ, không lưu gì
    Ocr {
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Số hóa tệp hoặc thư mục, chờ đến khi xong
    Ingest {
        /// Mã đơn vị nộp
        #[arg(long, value_name = "CODE")]
        unit: Option<String>,
        /// Mã hồ sơ (không có thì lấy tên thư mục nếu đó là mã hồ sơ)
        #[arg(long, value_name = "CODE")]
        dossier: Option<String>,
        /// Các tệp theo thứ tự là một giấy tờ
        #[arg(long)]
        join: bool,
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
    /// Ghép nhiều ảnh chụp của một trang, bỏ chỗ lóa của ảnh đầu
    Unglare(Pictures),
    /// Ghép các phần quét chồng mép (2 đến 12) của một tờ khổ lớn
    Stitch(Pictures),
    /// Tìm trong chữ của mọi trang, gõ có dấu hoặc không dấu
    Search {
        query: String,
        #[arg(long, default_value_t = 20, value_name = "N")]
        limit: usize,
    },
    /// Cho biết một giấy tờ
    Show { paper: PaperId },
    /// Lấy một giấy tờ ra tệp
    Export {
        paper: PaperId,
        #[command(flatten)]
        what: What,
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Kiểm tra tính toàn vẹn của mọi dữ liệu đã lưu
    Verify {
        /// Chỉ phần n trong m phần
        #[arg(long, value_name = "n/m")]
        slice: Option<Slice>,
    },
    /// Dựng lại danh mục và chỉ mục từ kho lưu
    Rebuild,
    /// Mở trang web và làm việc với hàng đợi
    Serve {
        #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDR")]
        listen: SocketAddr,
    },
    /// Bộ đọc, do dịch vụ tự khởi động
    Worker,
    /// Kiểm tra máy và thư mục dữ liệu
    Doctor,
}

/// Pictures that become one.
#[derive(Debug, Clone, ClapArgs)]
pub struct Pictures {
    /// Các ảnh của một tờ, thứ tự tùy ý (bỏ lóa: ảnh đầu là ảnh được sửa)
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Tệp ra, .jpg hoặc .png
    #[arg(short, long, value_name = "FILE")]
    pub out: PathBuf,
    /// Ghi đè nếu tệp ra đã có
    #[arg(long)]
    pub force: bool,
}

/// Which form of a paper is wanted.
#[derive(Debug, Clone, Copy, ClapArgs)]
#[group(required = true, multiple = false)]
pub struct What {
    /// Bản sử dụng PDF/A
    #[arg(long)]
    pub pdf: bool,
    /// Tệp gốc, nguyên từng byte
    #[arg(long)]
    pub original: bool,
    /// Chữ đã đọc
    #[arg(long)]
    pub text: bool,
    /// Nơi có mực màu (dấu, chữ ký): TIFF hai tông, mỗi trang có mực màu một ảnh
    #[arg(long)]
    pub colour: bool,
}

impl Args {
    /// Settings of the whole, with our own binary as the worker program.
    pub fn config(&self) -> Result<Config> {
        let program = std::env::current_exe().context("finding our own program")?;
        let mut config = Config::new(&self.data, program);
        if let Some(count) = self.workers {
            config.workers.count = count.max(1);
        }
        Ok(config)
    }
}
