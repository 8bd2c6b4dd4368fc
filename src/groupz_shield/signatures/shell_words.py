"""The commands of shells, by how sure a word is to be meant as one."""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SURE: Final = _words(
    """
    adduser ansible-doc ansible-galaxy ansible-inventory ansible-playbook arping awk
    base32 base64 bcdboot bcdedit bitsadmin blkid busybox bzcat bzip2 c89 c99 cacls
    capsh cdparanoia certutil chattr chef-shell chef-vault chgrp chmod chown
    chpasswd chroot cpio crontab cscli cscript diskpart dmesg dosfsck dsquery egrep
    esentutl fdisk fgrep forfiles fping gawk getent gpg grep gtester gunzip hexdump
    hostname hping3 htop icacls iconv ifconfig initctl iostat ipconfig iptables
    iwconfig jrunscript ksh lastlog ldconfig logsave lp-solve lsblk lscpu lsof lspci
    lsusb ltrace lwp-download lwp-request mawk md5sum mkdir mkfifo mkfs mknod mshta
    msiexec ncat netsh netstat ngrep nmap nohup nroff nsenter nslookup ntpdate
    openvt pgrep pkexec pkill printenv psftp pwsh rbash readelf regini regsvr32
    rlogin rlwrap rmdir rmt-dump robocopy rsync rundll32 rvim schtasks sed setarch
    setfacl setsid sftp sha1sum sha256sum socat ssh-copy-id sshpass
    start-stop-daemon stdbuf strace sudo sysctl systeminfo takeown taskkill tasklist
    tclsh tcpdump tcsh tftp tmux tshark ttylog uconv ulimit umount uname uncompress
    unlzma unxz unzip useradd userdel usermod uudecode uuencode vigr vimdiff vipw
    virsh visudo vmstat wevtutil wget whoami wmic wscript xargs xcopy xmodmap xxd
    zcat zgrep
    """
)
"""Words that nobody writes but to a shell, or hardly anybody."""

TOOLS: Final = _words(
    """
    bash cmd csh curl ftp gzip lua lynx node openssl passwd perl php powershell psql
    python python2 python3 rsh ruby scp ssh tar telnet traceroute tracert w3m whois
    zsh
    """
)
"""Programs that are written about; what they are given tells that they are meant."""

ADMIN: Final = _words(
    """
    ansible apk apt-get aptitude composer dnf dpkg easy_install facter flock gcc gdb
    gem git journalctl kubectl ln lsb_release mysql mysqldump npm pip pip3 pipx
    puppet rpm sqlite3 svn systemctl vim yum zip zypper
    """
)
"""Programs of administrators, of which manuals and questions quote whole lines."""

SHORT: Final = _words(
    "cd cp dd df dir du env id ip ll ls mv nc nl od ps pwd rm sh su tac uptime vi wc xz"
)
"""Commands that are short: abbreviations in sentences, forms and lists too."""

WORDS: Final = _words(
    """
    ash cat dash del dig echo ed erase eval exec expr false find finger groups head
    host icacls irb kill locale mount nano passthru ping poweroff printf reboot reg rev
    shutdown sleep strings tail tee touch true type uniq unset users watch whereis which
    who wish
    """
)
"""Words of a language too, but commands that attackers are fond of."""

PLAIN: Final = _words(
    """
    acpi alias arch at cancel check chef clear column comm command compress copy cut
    date diff emacs exit expand export factor file fish fold free gcore gimp halt
    history hosts info install jobs join last less link login look mail make man
    more move mtr net nice open page paste patch perf pinky pr print read rename
    reset restart route run sash screen script service set snap sort split start
    stat stop task test time timeout top tree view wait write yes
    """
)
"""Commands that sentences are full of."""

PREFIXES: Final = _words(
    "builtin busybox command doas env eval exec flock ionice nice nohup setsid stdbuf "
    "strace sudo time timeout watch xargs"
)
"""Commands that run the command after them."""
